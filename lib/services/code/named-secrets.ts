import { findSealedByRef } from "@/db/queries/notifications/channels";
import { findSealedSecret } from "@/db/queries/workspace-secrets";
import { channelSecretPlace } from "@/lib/notifications/channel-secret-place";
import { UnsealError } from "@/lib/sealing/unseal-error";
import type { ServiceContext } from "@/lib/services/context";
import { unsealOwnSecret, type OwnSecret } from "@/lib/services/secrets/own-secret";

/** The secrets that the channels of a file name, and those that channels have by a name. */
export type NamedSecrets = {
  /** By name; null where the workspace has none that can be opened. */
  values: ReadonlyMap<string, OwnSecret | null>;
  /** By the id of the channel. */
  kept: ReadonlyMap<string, string>;
};

/**
 * Reads secrets over the service connection: members can't. It is called outside of transactions, which may
 * hold the only session of a database.
 */
export async function readNamedSecrets(
  context: ServiceContext,
  names: readonly string[],
): Promise<NamedSecrets> {
  const { db, sealing, workspaceId } = context;
  const values = new Map<string, OwnSecret | null>();
  const kept = new Map<string, string>();
  if (sealing === null || names.length === 0) return { values, kept };
  for (const name of new Set(names)) {
    const sealed = await findSealedSecret(db, workspaceId, name);
    values.set(name, sealed === null ? null : unsealOwnSecret(sealing, workspaceId, name, sealed));
  }
  for (const { id, sealedSecret } of await findSealedByRef(db, workspaceId)) {
    try {
      kept.set(id, sealing.unseal(sealedSecret, channelSecretPlace(workspaceId, id)));
    } catch (error) {
      // What can't be opened is replaced by the next apply.
      if (!(error instanceof UnsealError)) throw error;
    }
  }
  return { values, kept };
}
