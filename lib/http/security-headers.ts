/**
 * What browsers may do with a response that isn't a page: nothing. Pages replace it with `pagePolicy`.
 */
const MACHINE_POLICY = "default-src 'none'; frame-ancestors 'none'";

/** Features that no page uses. Only those that browsers have long known: Chromium reports others as errors. */
const DENIED_FEATURES = [
  "accelerometer",
  "autoplay",
  "camera",
  "display-capture",
  "encrypted-media",
  "fullscreen",
  "geolocation",
  "gyroscope",
  "hid",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "picture-in-picture",
  "publickey-credentials-get",
  "screen-wake-lock",
  "serial",
  "usb",
  "xr-spatial-tracking",
] as const;

/** The headers of every response: pages, the API, files, redirects and errors. */
export const securityHeaders: Readonly<Record<string, string>> = {
  "Content-Security-Policy": MACHINE_POLICY,
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Permissions-Policy": DENIED_FEATURES.map((feature) => `${feature}=()`).join(", "),
  "Referrer-Policy": "strict-origin-when-cross-origin",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

/** A year, for this host alone: what runs under its subdomains is not known here. */
const STRICT_TRANSPORT = "max-age=31536000";

/** The header that keeps browsers on https (RFC 6797), where users reach the app by it. */
export const transportHeaders = (appUrl: string): Readonly<Record<string, string>> =>
  isHttps(appUrl) ? { "Strict-Transport-Security": STRICT_TRANSPORT } : {};

const isHttps = (appUrl: string) => appUrl.startsWith("https:");

/**
 * The Content-Security-Policy of a page. Scripts and style elements need `nonce`, which must be new
 * for each response; scripts that these add need none. The development server evaluates code and
 * adds style elements without a nonce, so it gets more.
 */
export function pagePolicy(
  nonce: string,
  { appUrl, isDevelopment }: { appUrl: string; isDevelopment: boolean },
): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self'",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? " ws:" : ""}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "frame-ancestors 'none'",
    ...(isHttps(appUrl) ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}
