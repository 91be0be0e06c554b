import type { ProblemCode } from "@/lib/domain/field-problems";
import {
  findOperatorHeaderProblem,
  MAX_HEADER_VALUE_LENGTH,
} from "@/lib/domain/routine/header-policy";
import { SIGNING_PREFIX } from "@/lib/egress/secrets/secret-signing-keys";
import type { CredentialSecret } from "@/lib/egress/secrets/secret-store";
import {
  isPrintableAscii,
  MIN_VALUE_LENGTH,
  type SecretSource,
} from "@/lib/egress/secrets/secret-variables";

export const DEFAULT_HEADER = "Authorization: Bearer {value}";
const PLACEHOLDER = "{value}";

/** The texts that an endpoint decodes from Basic credentials: `user:password`, and the password. */
function decodeBasic(value: string): string[] {
  const bytes = Buffer.from(value, "base64");
  const decoded = bytes.toString("latin1");
  if (bytes.toString("base64") !== value || !isPrintableAscii(decoded)) return [];
  return [decoded, decoded.slice(decoded.indexOf(":") + 1)].filter(
    (text) => text.length >= MIN_VALUE_LENGTH,
  );
}

function readHeader({
  variable,
  value,
  header: written,
  problems,
}: SecretSource): CredentialSecret["header"] {
  const [name = "", ...rest] = (written ?? DEFAULT_HEADER).trim().split(":");
  const template = rest.join(":").trim();
  const header = { name, value: template.split(PLACEHOLDER).join(value) };
  const report = (text: string, code: ProblemCode) =>
    problems.push({
      message: `${variable}__HEADER: ${text}`,
      field: { path: "header", code },
    });
  if (rest.length === 0 || template.split(PLACEHOLDER).length !== 2) {
    report(
      `write a name, a colon, and ${PLACEHOLDER} once, as in ${DEFAULT_HEADER}.`,
      "secret_header_malformed",
    );
    return header;
  }
  const nameProblem = findOperatorHeaderProblem(name);
  if (nameProblem !== null) {
    report(`the header ${nameProblem}`, "secret_header_refused");
  }
  if (!isPrintableAscii(template)) {
    report("it holds control or non-ASCII characters. Remove them.", "secret_header_malformed");
  }
  if (header.value.length > MAX_HEADER_VALUE_LENGTH) {
    report(
      `the header is longer than ${MAX_HEADER_VALUE_LENGTH} characters. Shorten it.`,
      "secret_header_too_long",
    );
  }
  return header;
}

/** A secret that is sent in a header, `Authorization` unless its settings name another. */
export function readCredential(secret: SecretSource, origins: readonly string[]): CredentialSecret {
  const { name, variable, value, previous, problems } = secret;
  if (previous !== null) {
    problems.push({
      message: `${variable}__PREVIOUS is for signing keys, which begin with ${SIGNING_PREFIX}. Remove it.`,
      field: { path: "value", code: "signing_key_invalid" },
    });
  }
  const header = readHeader(secret);
  const isBasic = /^basic /i.test(header.value) && header.value.slice("basic ".length) === value;
  const sensitive = [value, ...(isBasic ? decodeBasic(value) : [])];
  return { name, origins, header, sensitive: [...new Set(sensitive)] };
}
