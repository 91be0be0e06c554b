import type { ProblemCode } from "@/lib/domain/field-problems";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { readCredential } from "@/lib/egress/secrets/secret-credential";
import { readOrigins } from "@/lib/egress/secrets/secret-scope";
import { readSigningKeys, SIGNING_PREFIX } from "@/lib/egress/secrets/secret-signing-keys";
import type { PurposedSecret } from "@/lib/egress/secrets/secret-store";
import {
  isPrintableAscii,
  MIN_VALUE_LENGTH,
  type SecretProblem,
  type SecretSource,
} from "@/lib/egress/secrets/secret-variables";

const MAX_VALUE_LENGTH = 4_096;

function findValueProblem({ variable, value }: SecretSource): SecretProblem | null {
  const found = (text: string, code: ProblemCode, params?: Record<string, number>) => ({
    message: `${variable} ${text}`,
    field: { path: "value", code, ...(params && { params }) },
  });
  if (!isPrintableAscii(value)) {
    return found(
      "holds a line break, a control character or a non-ASCII one. Use printable ASCII only.",
      "secret_value_not_ascii",
    );
  }
  if (value !== value.trim()) {
    return found("begins or ends with a space. Remove it.", "secret_value_padded");
  }
  if (value.length < MIN_VALUE_LENGTH) {
    return found(
      `has fewer than ${MIN_VALUE_LENGTH} characters, too few to be masked. Use a longer secret.`,
      "secret_value_too_short",
      { min: MIN_VALUE_LENGTH },
    );
  }
  if (value.length > MAX_VALUE_LENGTH) {
    return found(
      `has more than ${MAX_VALUE_LENGTH} characters. Use a shorter secret.`,
      "secret_value_too_long",
      {
        max: MAX_VALUE_LENGTH,
      },
    );
  }
  return null;
}

/** What a value is for, by how it begins. */
export const purposeOf = (value: string): SecretOption["purpose"] =>
  value.startsWith(SIGNING_PREFIX) ? "signing" : "credential";

/**
 * Reads one secret by the rules of all: a value that begins with `whsec_` is a signing key, any other a
 * credential. Adds what breaks a rule to the problems. Null where there is no usable key.
 */
export function readSecret(source: SecretSource): PurposedSecret | null {
  const valueProblem = findValueProblem(source);
  if (valueProblem !== null) source.problems.push(valueProblem);
  const origins = readOrigins(source);
  if (purposeOf(source.value) === "credential") {
    return { purpose: "credential", secret: readCredential(source, origins) };
  }
  const secret = readSigningKeys(source, origins);
  return secret && { purpose: "signing", secret };
}
