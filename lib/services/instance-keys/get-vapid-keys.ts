import webPush from "web-push";
import { findInstanceKey, insertInstanceKey } from "@/db/queries/instance/instance-keys";
import type { SealedPlace } from "@/lib/sealing/sealing-keys";
import type { SchedulerContext } from "@/lib/services/context";

/** Both in Base64 for URLs, as browsers and push services take them (RFC 8292). */
export type VapidKeys = { publicKey: string; privateKey: string };

export const VAPID_NAME = "vapid";

const place: SealedPlace = {
  workspaceId: null,
  table: "instance_keys",
  field: "sealed_private",
  rowId: VAPID_NAME,
};

/**
 * The keys by which push services know this instance: one pair for all that share the database, made
 * where there is none. Null without a key to seal with. A pair that can't be unsealed stays, because
 * browsers have subscribed to its public key.
 * @throws {UnsealError} where the private key can't be unsealed.
 */
export async function getVapidKeys({
  db,
  sealing,
}: Pick<SchedulerContext, "db" | "sealing">): Promise<VapidKeys | null> {
  if (sealing === null) return null;
  let found = await findInstanceKey(db, VAPID_NAME);
  if (found === null) {
    const { publicKey, privateKey } = webPush.generateVAPIDKeys();
    const sealedPrivate = sealing.seal(privateKey, place);
    await insertInstanceKey(db, VAPID_NAME, { publicKey, sealedPrivate });
    found = await findInstanceKey(db, VAPID_NAME);
  }
  if (found === null) throw new Error("The keys of push messages were removed meanwhile.");
  const { publicKey, sealedPrivate } = found;
  return { publicKey, privateKey: sealing.unseal(sealedPrivate, place) };
}
