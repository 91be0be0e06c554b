import { createHmac, randomBytes } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writePrivateFile } from "@/scripts/stack/private-file";

export type Secrets = { cronSecret: string; jwtSecret: string };

export type FoundSecrets = {
  secrets: Secrets;
  /** The variables of the secrets that neither the environment nor the file had: they are new. */
  invented: readonly ("CRON_SECRET" | "SUPABASE_JWT_SECRET")[];
  /** Takes back the file where this call has made it, so that refused secrets do not stay. */
  forget: () => Promise<void>;
};

const stored = z
  .object({ cronSecret: z.string().min(16), jwtSecret: z.string().min(32) })
  .partial();

/**
 * The secrets of this instance: from variables, else from `secrets.json` in its directory, else new
 * ones, which are kept there, readable by their owner only.
 */
export async function findSecrets(
  directory: string,
  variables: { CRON_SECRET?: string | undefined; SUPABASE_JWT_SECRET?: string | undefined },
): Promise<FoundSecrets> {
  const path = join(directory, "secrets.json");
  const kept = await readKept(path);
  const cronSecret = variables.CRON_SECRET ?? kept.cronSecret;
  const jwtSecret = variables.SUPABASE_JWT_SECRET ?? kept.jwtSecret;
  const invented = [
    ...(cronSecret === undefined ? (["CRON_SECRET"] as const) : []),
    ...(jwtSecret === undefined ? (["SUPABASE_JWT_SECRET"] as const) : []),
  ];
  const secrets = {
    cronSecret: cronSecret ?? randomBytes(32).toString("hex"),
    jwtSecret: jwtSecret ?? randomBytes(32).toString("hex"),
  };
  if (invented.length > 0) {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const fresh = {
      ...kept,
      ...(cronSecret === undefined && { cronSecret: secrets.cronSecret }),
      ...(jwtSecret === undefined && { jwtSecret: secrets.jwtSecret }),
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

/** The key by which clients name the local auth server: public, and alike wherever the secret is. */
export function derivePublishableKey(jwtSecret: string): string {
  const digest = createHmac("sha256", jwtSecret).update("publishable key").digest("base64url");
  return `sb_publishable_${digest.slice(0, 22)}`;
}

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
