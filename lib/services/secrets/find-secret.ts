import { findSealedSecret, findSecretsNamed } from "@/db/queries/workspace-secrets";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { PurposedSecret, SecretStore } from "@/lib/egress/secrets/secret-store";
import type { SchedulerContext } from "@/lib/services/context";
import { readOwnSecret, unsealOwnSecret } from "@/lib/services/secrets/own-secret";

/** The database could not be asked for a secret. Nothing was sent. */
export class SecretLookupError extends Error {
  constructor(cause: unknown) {
    super("A secret could not be looked up.", { cause });
    this.name = "SecretLookupError";
  }
}

/** What is known of names that both an operator and a workspace use is this old at most. */
const CONTESTED_AGE_MS = 5 * SECOND_MS;

type Contested = { readAtMs: number; keys: Promise<ReadonlySet<string>> };

/** By the store whose names they are. */
const contestedNames = new WeakMap<SecretStore, Contested>();

const keyOf = (workspaceId: string, name: string) => `${workspaceId.toLowerCase()} ${name}`;

/** Whether the workspace has a secret of its own with a name of the operator's. */
async function isContested(
  { db, secrets }: SchedulerContext,
  workspaceId: string,
  name: string,
): Promise<boolean> {
  let known = contestedNames.get(secrets);
  const nowMs = performance.now();
  if (known === undefined || nowMs - known.readAtMs >= CONTESTED_AGE_MS) {
    const keys = findSecretsNamed(db, secrets.names).then(
      (rows) => new Set(rows.map((row) => keyOf(row.workspaceId, row.name))),
    );
    known = { readAtMs: nowMs, keys };
    contestedNames.set(secrets, known);
    keys.catch(() => contestedNames.delete(secrets));
  }
  return (await known.keys).has(keyOf(workspaceId, name));
}

/** The workspace's own secret as it is stored now; null where there is none, or it can't be opened. */
async function findOwn(
  { db, sealing, egress }: SchedulerContext,
  workspaceId: string,
  name: string,
): Promise<PurposedSecret | null> {
  if (sealing === null) return null;
  const sealed = await findSealedSecret(db, workspaceId, name);
  const stored = sealed === null ? null : unsealOwnSecret(sealing, workspaceId, name, sealed);
  if (stored === null) return null;
  const read = readOwnSecret(name, stored, egress.allow);
  return "secret" in read ? read.secret : null;
}

/**
 * The secret that a workspace's routines mean by a name, as it is set up now, or null.
 *
 * It is the workspace's own where there is one, also where the operator offers one of the same name:
 * such a name is refused when a workspace creates a secret, so the operator's is the later one, and must
 * not take the place of what routines were saved with. The database is asked only about names that the
 * operator doesn't offer, and every few seconds about all that are offered.
 * @throws {SecretLookupError} where the database can't be asked.
 */
export async function findSecret(
  context: SchedulerContext,
  workspaceId: string,
  name: string,
): Promise<PurposedSecret | null> {
  const offered = context.secrets.find(name, workspaceId);
  try {
    const isOwn = offered === null || (await isContested(context, workspaceId, name));
    return isOwn ? await findOwn(context, workspaceId, name) : offered;
  } catch (error) {
    throw new SecretLookupError(error);
  }
}
