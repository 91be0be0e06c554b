import { errorDetails } from "@/lib/domain/run/error-details";
import { EgressError } from "@/lib/egress/egress-error";
import { findAlert } from "@/lib/egress/tls/tls-alerts";

const { TLS: words } = errorDetails;

const advice = {
  CLIENT_CERTIFICATE:
    "OpsPulse sends none: let the endpoint accept requests without one, or call another URL",
  VERSION: "Turn on TLS 1.2 or 1.3 at the server",
  CIPHER:
    "Turn on current ciphers at the server; if it wants a client certificate, turn that off for this URL",
  MORE_SECURITY: "Allow the ciphers of TLS 1.2 and 1.3 at the server",
  ACCESS_DENIED: "Check whether a firewall or an access rule at the server blocks this instance",
  NAME_REFUSED: "Check the host in the URL, and that the server knows it (SNI)",
  HTTP2_ONLY: "Offer http/1.1 beside h2 in the server's ALPN list",
  ALERT: "Look for it in the server's logs",
  NOT_TLS: "Use http:// in the URL, or the port that serves HTTPS",
  WEAK_DH: "Use at least 2048 bits at the server, or only ECDHE ciphers",
  OLD_RENEGOTIATION: "Update the server, or the proxy that ends TLS for it",
  WEAK_SIGNATURE: "Use SHA-256 or better at the server",
  HANDSHAKE: "Check the TLS settings of the server and its logs",
  CLOSED:
    "Check the server's logs, that the port is for HTTPS, and that the server has a certificate for this host",
} as const;

type HandshakeFault = keyof typeof advice;

/**
 * Alerts with a meaning that a person can act on. Those about certificates are about the client's: nobody
 * else's is judged by a server.
 */
const faultsOfAlerts: Readonly<Record<number, HandshakeFault>> = {
  40: "CIPHER",
  41: "CLIENT_CERTIFICATE",
  42: "CLIENT_CERTIFICATE",
  43: "CLIENT_CERTIFICATE",
  44: "CLIENT_CERTIFICATE",
  45: "CLIENT_CERTIFICATE",
  46: "CLIENT_CERTIFICATE",
  48: "CLIENT_CERTIFICATE",
  49: "ACCESS_DENIED",
  70: "VERSION",
  71: "MORE_SECURITY",
  86: "VERSION",
  112: "NAME_REFUSED",
  116: "CLIENT_CERTIFICATE",
  120: "HTTP2_ONLY",
};

/** What this side of the handshake refuses, by the end of OpenSSL's code. */
const faultsOfCodes: readonly { pattern: RegExp; fault: HandshakeFault }[] = [
  { pattern: /_WRONG_VERSION_NUMBER$|_HTTPS?(?:_PROXY)?_REQUEST$/, fault: "NOT_TLS" },
  { pattern: /_(?:UNSUPPORTED|UNKNOWN)_PROTOCOL$|_VERSION_TOO_(?:LOW|HIGH)$/, fault: "VERSION" },
  { pattern: /_WRONG_SSL_VERSION$|_BAD_PROTOCOL_VERSION/, fault: "VERSION" },
  { pattern: /_DH_KEY_TOO_SMALL$|_BAD_DH_VALUE$|_MODULUS_TOO_SMALL$/, fault: "WEAK_DH" },
  { pattern: /_UNSAFE_LEGACY_RENEGOTIATION_DISABLED$/, fault: "OLD_RENEGOTIATION" },
  { pattern: /_LEGACY_SIGALG_|_WRONG_SIGNATURE_TYPE$|_MD_TOO_WEAK$/, fault: "WEAK_SIGNATURE" },
  { pattern: /_CIPHER(?:_RETURNED|S_AVAILABLE)?$|_WRONG_CURVE$|_KEY_SHARE$/, fault: "CIPHER" },
];

/** A server that asked for a certificate has sent its own before; an alert alone has 7 bytes. */
const LEAST_FLIGHT_BYTES = 512;

const faultWords: Readonly<Record<HandshakeFault, string>> = {
  ...words,
  NOT_TLS: `${words.NOT_TLS}, such as plain HTTP`,
  WEAK_SIGNATURE: `offers ${words.WEAK_SIGNATURE}`,
  ALERT: `ended the connection ${words.ALERT}`,
  HANDSHAKE: `did not complete it: ${words.HANDSHAKE}`,
  CLOSED: `closed ${words.CLOSED}`,
};

const describe = (
  hostname: string,
  fault: HandshakeFault,
  { note, error }: { note: string; error: Error | null },
) =>
  new EgressError("TLS", `${hostname} ${faultWords[fault]}${note}. ${advice[fault]}.`, {
    cause: error,
  });

/**
 * The error of a socket as the TLS alert that the endpoint sent, by its name; null where it sent none.
 * In TLS 1.3, servers refuse a client only after the handshake: then it comes while a response is awaited.
 */
export function explainTlsAlert(hostname: string, error: Error): EgressError | null {
  const alert = findAlert(error);
  if (alert === null) return null;
  const fault = faultsOfAlerts[alert.number] ?? "ALERT";
  const { name, number } = alert;
  const note = fault === "ALERT" ? ` ${name} (${number})` : ` (TLS alert ${name}, ${number})`;
  return describe(hostname, fault, { note, error });
}

/** The error of a handshake that didn't come to its end. */
export function explainHandshake(
  hostname: string,
  { error, receivedBytes }: { error: Error | null; receivedBytes: number },
): EgressError {
  const code = error !== null && "code" in error ? String(error.code) : "";
  if (error === null || !code.startsWith("ERR_SSL_")) {
    const isReset = error !== null && "syscall" in error;
    const verb = isReset ? "reset" : "closed";
    const text = `${hostname} ${verb} ${words.CLOSED}. ${advice.CLOSED}.`;
    return new EgressError("TLS", text, { cause: error });
  }
  const alert = findAlert(error);
  if (alert?.number === 40 && receivedBytes >= LEAST_FLIGHT_BYTES) {
    // TLS 1.2 has no alert of its own for it, and until here both sides agreed.
    const note = `, it seems: it ended the handshake after its own certificate (TLS alert ${alert.name}, 40)`;
    return describe(hostname, "CLIENT_CERTIFICATE", { note, error });
  }
  const explained = explainTlsAlert(hostname, error);
  if (explained !== null) return explained;
  const fault = faultsOfCodes.find(({ pattern }) => pattern.test(code))?.fault ?? "HANDSHAKE";
  const reason = "reason" in error ? ` (${String(error.reason)})` : "";
  return describe(hostname, fault, { note: reason, error });
}
