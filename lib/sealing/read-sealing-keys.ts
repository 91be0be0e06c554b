import { parseMasterKey } from "@/lib/sealing/master-key";
import { SealingKeys } from "@/lib/sealing/sealing-keys";

/** The keys of an environment whose variables are valid, or null without `SECRETS_KEY`. */
export function readSealingKeys(variables: {
  SECRETS_KEY?: string | undefined;
  SECRETS_KEY_PREVIOUS?: string | undefined;
}): SealingKeys | null {
  const read = (text: string | undefined) => (text === undefined ? null : parseMasterKey(text));
  const current = read(variables.SECRETS_KEY);
  return current && new SealingKeys(current, read(variables.SECRETS_KEY_PREVIOUS));
}
