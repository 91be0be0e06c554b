import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import type { AllowList } from "@/lib/egress/address-policy";
import { DEFAULT_HEADER } from "@/lib/egress/secrets/secret-credential";
import { trimLineEnd } from "@/lib/egress/secrets/secret-variables";
import { readOwnSecret, type OwnSecret } from "@/lib/services/secrets/own-secret";

/**
 * A secret as it is stored: its value without the line end that a paste leaves, its origins in the form
 * in which URLs are compared with them, and how a credential is sent.
 * @throws {ValidationError} with every problem at its field; no problem holds a part of the value.
 */
export function requireSound(name: string, written: OwnSecret, allow: AllowList): OwnSecret {
  const value = trimLineEnd(written.value);
  const header = written.header?.trim() ? written.header.trim() : null;
  const read = readOwnSecret(name, { value, origins: written.origins, header }, allow);
  if ("problems" in read) {
    throw new ValidationError(read.problems.map(({ field }) => describeProblem(field)));
  }
  const { purpose, secret } = read.secret;
  return {
    value,
    origins: [...secret.origins],
    header: purpose === "credential" ? (header ?? DEFAULT_HEADER) : null,
  };
}
