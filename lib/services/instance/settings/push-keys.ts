import { findInstanceKey } from "@/db/queries/instance/instance-keys";
import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { readSealingKeys } from "@/lib/sealing/read-sealing-keys";
import { UnsealError } from "@/lib/sealing/unseal-error";
import { defineCheck } from "@/lib/services/instance/check";
import { getVapidKeys, VAPID_NAME } from "@/lib/services/instance-keys/get-vapid-keys";

/** The keys of push messages: made at first need, and unsealed with the instance's key. */
type PushKeyFacts = { state: "none" | "usable" | "sealed" };

export function judgePushKeys({ state }: PushKeyFacts): Finding {
  if (state === "none") return ok("the keys of push messages are made when they are first needed");
  if (state === "usable") return ok("the keys of push messages can be used");
  return problem(
    "the keys of push messages are sealed under a key that this instance doesn't have",
    "Set SECRETS_KEY, or SECRETS_KEY_PREVIOUS, to the key that they were made under; if it is lost, run: delete from instance_keys where name = 'vapid', and have people subscribe again",
  );
}

export const pushKeysCheck = defineCheck({
  name: "push-keys",
  look: async (instance): Promise<PushKeyFacts> => {
    const db = await instance.database();
    if ((await findInstanceKey(db, VAPID_NAME)) === null) return { state: "none" };
    const { sealing } = instance.settings;
    try {
      const keys = await getVapidKeys({ db, sealing: sealing && readSealingKeys(sealing) });
      return { state: keys === null ? "sealed" : "usable" };
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      return { state: "sealed" };
    }
  },
  judge: judgePushKeys,
});
