import { findSealing, type SealingVariables } from "@/scripts/stack/secrets";
import type { Settings } from "@/scripts/start/settings";

/** The keys of sealed text; with Supabase, nobody but the variables knows them. */
export async function findInstanceSealing({
  mode,
  directory,
  given,
}: Pick<Settings, "mode" | "directory" | "given">): Promise<SealingVariables | null> {
  if (mode !== "supabase") return findSealing(directory, given);
  const { SECRETS_KEY, SECRETS_KEY_PREVIOUS } = given;
  if (SECRETS_KEY === undefined) return null;
  return { SECRETS_KEY, ...(SECRETS_KEY_PREVIOUS !== undefined && { SECRETS_KEY_PREVIOUS }) };
}
