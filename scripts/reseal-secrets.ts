import { existsSync } from "node:fs";
import { join } from "node:path";
import { EnvError } from "@/lib/env";
import { readSealingKeys } from "@/lib/sealing/read-sealing-keys";
import { resealTexts } from "@/lib/services/secrets/reseal-texts";
import { findInstance } from "@/scripts/doctor/find-instance";
import { requireDatabase, withDatabase } from "@/scripts/start/database";
import { complain, reasonOf, say, StartError } from "@/scripts/start/report";

/**
 * `npm run secrets:reseal`: seals what the database holds under `SECRETS_KEY_PREVIOUS` under
 * `SECRETS_KEY`. It may be stopped and repeated, while the instance runs.
 */

const projectRoot = join(import.meta.dirname, "..");

async function reseal(): Promise<void> {
  for (const file of [".env.local", ".env"]) {
    const path = join(projectRoot, file);
    if (existsSync(path)) process.loadEnvFile(path);
  }
  const { settings } = await findInstance(process.env, { projectRoot, url: null });
  const { databaseUrl, sealing } = settings;
  const keys = sealing && readSealingKeys(sealing);
  if (keys === null) {
    throw new StartError("SECRETS_KEY isn't set, so there is nothing to seal with.");
  }
  if (keys.prefixes.length === 1) {
    throw new StartError(
      "There is no previous key. Set SECRETS_KEY to the new key and SECRETS_KEY_PREVIOUS to the old one, restart every instance, and run this again.",
    );
  }
  await requireDatabase(databaseUrl);
  const { resealed, passed, broken } = await withDatabase(databaseUrl, (db) =>
    resealTexts(db, keys),
  );
  say(`sealed under SECRETS_KEY now: ${resealed}; changed by others meanwhile: ${passed}`);
  if (broken.length === 0) {
    say("nothing is left under the previous key: remove SECRETS_KEY_PREVIOUS, and restart");
    return;
  }
  for (const { table, rowId } of broken) complain(`can't be opened: ${table}, ${rowId}`);
  complain("These were changed past the app. Store them again; the others are done.");
  process.exitCode = 1;
}

reseal().catch((error: unknown) => {
  if (error instanceof EnvError) error.problems.forEach(complain);
  else complain(error instanceof StartError ? error.message : `not finished: ${reasonOf(error)}`);
  process.exitCode = 1;
});
