import { z } from "zod";
import type { AllowList } from "@/lib/egress/address-policy";
import { readSecret } from "@/lib/egress/secrets/read-secret";
import { hideValue, type PurposedSecret } from "@/lib/egress/secrets/secret-store";
import type { SecretProblem } from "@/lib/egress/secrets/secret-variables";
import { log } from "@/lib/log";
import type { SealedPlace, SealingKeys } from "@/lib/sealing/sealing-keys";
import { UnsealError } from "@/lib/sealing/unseal-error";

/** What is sealed of a workspace's secret: all that decides where it is sent, and how. */
const sealedSecret = z.object({
  value: z.string(),
  origins: z.array(z.string()),
  header: z.string().nullable(),
});

export type OwnSecret = z.infer<typeof sealedSecret>;

/** Bound to the name, by which routines refer to the secret, and which never changes. */
const placeOf = (workspaceId: string, name: string): SealedPlace => ({
  workspaceId,
  table: "workspace_secrets",
  field: "sealed_value",
  rowId: name,
});

export const sealOwnSecret = (
  keys: SealingKeys,
  workspaceId: string,
  name: string,
  secret: OwnSecret,
): string => keys.seal(JSON.stringify(secret), placeOf(workspaceId, name));

/** What was sealed for this secret; null, with a line in the log, where it can't be opened. */
export function unsealOwnSecret(
  keys: SealingKeys,
  workspaceId: string,
  name: string,
  sealed: string,
): OwnSecret | null {
  try {
    return sealedSecret.parse(JSON.parse(keys.unseal(sealed, placeOf(workspaceId, name))));
  } catch (error) {
    if (!(error instanceof UnsealError)) throw error;
    const { reason } = error;
    log.error({ workspace_id: workspaceId, secret: name, reason }, "a secret can't be unsealed");
    return null;
  }
}

/** The secret by the rules of all secrets, or every rule that it breaks. */
export function readOwnSecret(
  name: string,
  { value, origins, header }: OwnSecret,
  allow: AllowList,
): { secret: PurposedSecret } | { problems: readonly SecretProblem[] } {
  const problems: SecretProblem[] = [];
  const source = { name, variable: name, value, origins, header, previous: null, allow, problems };
  const secret = readSecret(source);
  return secret === null || problems.length > 0 ? { problems } : { secret: hideValue(secret) };
}
