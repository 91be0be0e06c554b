import { createHmac, hkdfSync, randomBytes } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { MASTER_KEY_BYTES, parseMasterKey } from "@/lib/sealing/master-key";
import { writePrivateFile } from "@/scripts/stack/private-file";

/** The keys of sealed text, as the variables that the app reads. */
export type SealingVariables = { SECRETS_KEY: string; SECRETS_KEY_PREVIOUS?: string };

export type Secrets = { cronSecret: string; jwtSecret: string; sealing: SealingVariables };

export type FoundSecrets = {
  secrets: Secrets;
  /** The variables of the secrets that neither the environment nor the file had: they are new. */
  invented: readonly ("CRON_SECRET" | "SUPABASE_JWT_SECRET" | "SECRETS_KEY")[];
  /** Takes back the file where this call has made it, so that refused secrets do not stay. */
  forget: () => Promise<void>;
};

const stored = z
  .object({
    cronSecret: z.string().min(16),
    jwtSecret: z.string().min(32),
    secretsKey: z.string().refine((text) => parseMasterKey(text) !== null),
  })
  .partial();

type GivenSecrets = Partial<
  Record<
    "CRON_SECRET" | "SUPABASE_JWT_SECRET" | "SECRETS_KEY" | "SECRETS_KEY_PREVIOUS",
    string | undefined
  >
>;

/**
 * The secrets of this instance: from variables, else from `secrets.json` in its directory, else new
 * ones, which are kept there, readable by their owner only. The key of sealed text follows from the JWT
 * secret, so that instances that share that one share both, and is kept beside it: it outlives a new
 * JWT secret.
 */
export async function findSecrets(
  directory: string,
  variables: GivenSecrets,
): Promise<FoundSecrets> {
  const path = pathIn(directory);
  const kept = await readKept(path);
  const cronSecret = variables.CRON_SECRET ?? kept.cronSecret;
  const jwtSecret = variables.SUPABASE_JWT_SECRET ?? kept.jwtSecret;
  const isKeyMade =
    kept.secretsKey === undefined &&
    variables.SECRETS_KEY === undefined &&
    variables.SUPABASE_JWT_SECRET === undefined;
  const invented = [
    ...(cronSecret === undefined ? (["CRON_SECRET"] as const) : []),
    ...(jwtSecret === undefined ? (["SUPABASE_JWT_SECRET"] as const) : []),
    ...(isKeyMade ? (["SECRETS_KEY"] as const) : []),
  ];
  const chosenJwtSecret = jwtSecret ?? randomBytes(32).toString("hex");
  const ownKey = kept.secretsKey ?? deriveKey(chosenJwtSecret);
  const secrets = {
    cronSecret: cronSecret ?? randomBytes(32).toString("hex"),
    jwtSecret: chosenJwtSecret,
    sealing: chooseSealing(variables.SECRETS_KEY ?? ownKey, ownKey, variables),
  };
  if (invented.length > 0) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const fresh = {
      ...kept,
      ...(cronSecret === undefined && { cronSecret: secrets.cronSecret }),
      ...(jwtSecret === undefined && { jwtSecret: secrets.jwtSecret }),
      ...(isKeyMade && { secretsKey: secrets.sealing.SECRETS_KEY }),
    };
    await writePrivateFile(path, `${JSON.stringify(fresh, null, 2)}\n`);
  }
  return {
    secrets,
    invented,
    forget: async () => {
      if (invented.length === 0) return;
      if (Object.keys(kept).length === 0) await rm(path, { force: true });
      else await writePrivateFile(path, `${JSON.stringify(kept, null, 2)}\n`);
    },
  };
}

/**
 * The keys of sealed text that `findSecrets` finds in a directory and variables, without making any;
 * null where there is none.
 */
export async function findSealing(
  directory: string,
  variables: GivenSecrets,
): Promise<SealingVariables | null> {
  const kept = await readKept(pathIn(directory));
  const jwtSecret = variables.SUPABASE_JWT_SECRET ?? kept.jwtSecret;
  const own = kept.secretsKey ?? (jwtSecret === undefined ? null : deriveKey(jwtSecret));
  const { SECRETS_KEY = own } = variables;
  return SECRETS_KEY === null ? null : chooseSealing(SECRETS_KEY, own, variables);
}

/** A given key replaces the instance's own, which is the previous one then, unless that is given too. */
function chooseSealing(
  key: string,
  own: string | null,
  { SECRETS_KEY_PREVIOUS }: GivenSecrets,
): SealingVariables {
  const previous = SECRETS_KEY_PREVIOUS ?? (own === key ? null : own);
  return {
    SECRETS_KEY: key,
    ...(previous !== null && { SECRETS_KEY_PREVIOUS: previous }),
  };
}

const deriveKey = (jwtSecret: string) =>
  Buffer.from(hkdfSync("sha256", jwtSecret, "", "opspulse secrets key", MASTER_KEY_BYTES)).toString(
    "base64",
  );

/** The key by which clients name the local auth server: public, and alike wherever the secret is. */
export function derivePublishableKey(jwtSecret: string): string {
  const digest = createHmac("sha256", jwtSecret).update("publishable key").digest("base64url");
  return `sb_publishable_${digest.slice(0, 22)}`;
}

const pathIn = (directory: string) => join(directory, "secrets.json");

async function readKept(path: string): Promise<z.infer<typeof stored>> {
  let content: string;
  try {
    content = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
  try {
    return stored.parse(JSON.parse(content));
  } catch (error) {
    throw new Error(`${path} is damaged: restore it, or delete it to get new secrets.`, {
      cause: error,
    });
  }
}
