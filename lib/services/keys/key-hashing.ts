import { createHash, createHmac, randomBytes } from "node:crypto";
import type { Database } from "@/db/client";
import { findInstanceKey, insertInstanceKey } from "@/db/queries/instance/instance-keys";
import { perProcess } from "@/lib/per-process";
import type { SealedPlace } from "@/lib/sealing/sealing-keys";
import type { SchedulerContext } from "@/lib/services/context";

const NAME = "api-keys";
const HASHING_KEY_BYTES = 32;

const place: SealedPlace = {
  workspaceId: null,
  table: "instance_keys",
  field: "sealed_private",
  rowId: NAME,
};

const known = () => perProcess("opspulseKeyHashing", () => new WeakMap<Database, Buffer>());

/** The key that API keys are hashed under: one for all instances of a database, made where there is none. */
async function readHashingKey({
  db,
  sealing,
}: Pick<SchedulerContext, "db" | "sealing">): Promise<Buffer | null> {
  if (sealing === null) return null;
  let found = await findInstanceKey(db, NAME);
  if (found === null) {
    const key = randomBytes(HASHING_KEY_BYTES).toString("base64url");
    const publicKey = createHash("sha256").update(key).digest("base64url");
    await insertInstanceKey(db, NAME, { publicKey, sealedPrivate: sealing.seal(key, place) });
    found = await findInstanceKey(db, NAME);
  }
  if (found === null) {
    throw new Error("The key that API keys are hashed under was removed meanwhile.");
  }
  return Buffer.from(sealing.unseal(found.sealedPrivate, place), "base64url");
}

/**
 * The stored form of an API key, hexadecimal; null without a key to seal with. A copy of the database
 * alone can't be searched for keys: what they are hashed under is sealed.
 * @throws {UnsealError} where it can't be unsealed.
 */
export async function hashKeyToken(
  context: Pick<SchedulerContext, "db" | "sealing">,
  token: string,
): Promise<string | null> {
  let key = known().get(context.db) ?? null;
  if (key === null) {
    key = await readHashingKey(context);
    if (key === null) return null;
    known().set(context.db, key);
  }
  return createHmac("sha256", key).update(token).digest("hex");
}
