import { countSealedTexts } from "@/db/queries/sealed-columns";
import { ok, problem, warning, type Finding } from "@/lib/domain/instance/finding";
import { parseMasterKey } from "@/lib/sealing/master-key";
import { readSealingKeys } from "@/lib/sealing/read-sealing-keys";
import { defineCheck } from "@/lib/services/instance/check";

type SealingFacts = {
  /** Null without a key. `distinct`: how many different bytes it has. */
  key: { distinct: number } | null;
  /** Whether `SECRETS_KEY_PREVIOUS` is set. */
  isPreviousGiven: boolean;
  /** How many secrets in the database each key has sealed. */
  sealed: { current: number; previous: number; unknown: number };
};

/** Of 32 random bytes, about 30 are different; fewer than this many never happens by chance. */
const FEWEST_DISTINCT = 16;

export function judgeSealedSecrets({ key, isPreviousGiven, sealed }: SealingFacts): Finding {
  const { current, previous, unknown } = sealed;
  if (key === null && unknown === 0) {
    return warning(
      "SECRETS_KEY isn't set, so workspaces can't store secrets",
      "Set SECRETS_KEY to the output of: openssl rand -base64 32",
    );
  }
  if (key === null || unknown > 0) {
    return problem(
      `secrets in the database that no key of this instance opens: ${unknown}`,
      "Set SECRETS_KEY, or SECRETS_KEY_PREVIOUS, to the key that they were stored under; if it is lost, store them again",
    );
  }
  if (key.distinct < FEWEST_DISTINCT) {
    return problem(
      "SECRETS_KEY can be guessed",
      "Move it to SECRETS_KEY_PREVIOUS, set SECRETS_KEY to the output of openssl rand -base64 32, restart, and run: npm run secrets:reseal",
    );
  }
  if (previous > 0) {
    return warning(
      `secrets that are still sealed under the previous key: ${previous}`,
      "Run: npm run secrets:reseal",
    );
  }
  if (isPreviousGiven) {
    return warning(
      "no secret is sealed under the previous key any more",
      "Remove SECRETS_KEY_PREVIOUS, and restart",
    );
  }
  return ok(`SECRETS_KEY is set, and opens all secrets in the database: ${current}`);
}

export const sealedSecretsCheck = defineCheck({
  name: "sealed-secrets",
  look: async (instance): Promise<SealingFacts> => {
    const { sealing, variables } = instance.settings;
    const [current, previous] = (sealing && readSealingKeys(sealing)?.prefixes) ?? [];
    const sealed = { current: 0, previous: 0, unknown: 0 };
    for (const [prefix, texts] of await countSealedTexts(await instance.database())) {
      const by = prefix === current ? "current" : prefix === previous ? "previous" : "unknown";
      sealed[by] += texts;
    }
    const key = sealing && parseMasterKey(sealing.SECRETS_KEY);
    return {
      key: key && { distinct: new Set(key).size },
      isPreviousGiven: (variables.SECRETS_KEY_PREVIOUS ?? "").trim() !== "",
      sealed,
    };
  },
  judge: judgeSealedSecrets,
});
