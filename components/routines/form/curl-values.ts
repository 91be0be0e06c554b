import { CHECKED } from "@/components/routines/form/routine-form-values";
import type { FieldTexts } from "@/components/routines/form/use-routine-form";
import type { CurlRequest } from "@/lib/domain/curl/curl-command";
import type { SecretOption } from "@/lib/domain/routine/secret-option";

/** The fields that a command fills in. The rest of the form stays as it is. */
export function curlValues(request: CurlRequest): FieldTexts {
  return {
    http_method: request.method,
    headers: request.headers.map(([name, value]) => `${name}: ${value}`).join("\n"),
    body: request.body ?? "",
    follow_redirects: request.followRedirects ? CHECKED : "",
    ...(request.url !== null && { endpoint_url: request.url }),
    ...(request.timeoutSeconds !== null && { timeout_seconds: String(request.timeoutSeconds) }),
  };
}

/** The credentials that may be sent to `url`. */
export function secretsFor(secrets: readonly SecretOption[], url: string): SecretOption[] {
  if (!URL.canParse(url.trim())) return [];
  const { origin } = new URL(url.trim());
  return secrets.filter(
    ({ purpose, origins }) => purpose === "credential" && origins.includes(origin),
  );
}
