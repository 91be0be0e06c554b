import {
  becomeService,
  claimRecord,
  completeRecord,
  releaseRecord,
  type FoundRecord,
} from "@/db/queries/access/idempotency-records";
import { ConflictError, DomainError, TryLaterError } from "@/lib/domain/errors";
import { MAX_KEPT_BYTES } from "@/lib/domain/idempotency/idempotency-key";
import { log } from "@/lib/log";
import { withSharedTransaction, type ServiceContext } from "@/lib/services/context";
import {
  fingerprintOf,
  hashKey,
  openResponse,
  sealResponse,
} from "@/lib/services/idempotency/response-seal";

/** A response as it is kept for repetitions of its request. */
export type KeptResponse = { status: number; headers: [string, string][]; body: string | null };

export type OnceRequest = {
  /** The caller's idempotency key. */
  key: string;
  /** Method, path and body. */
  parts: readonly (string | Uint8Array)[];
  /**
   * The verb writes through `asActor` alone, so that its writes and its response are one transaction.
   * Otherwise what a request has done before it broke off isn't known, and it isn't done again.
   */
  isAtomic: boolean;
};

export type OnceWork = {
  carryOut: (context: ServiceContext) => Promise<KeptResponse>;
  /** The response for an error; null where the request may be sent again with its key. */
  toKept: (error: unknown) => Promise<KeptResponse | null>;
};

const RETRY_SECONDS = 1;

/** Who has sent it: the keys of two callers never meet. */
const callerOf = ({ actor }: Pick<ServiceContext, "actor">) =>
  actor.key === undefined ? `user:${actor.userId}` : `key:${actor.key.id}`;

const pack = ({ headers, body }: KeptResponse) => JSON.stringify({ headers, body });

function readFound(
  found: FoundRecord,
  { key, owner, fingerprint }: { key: string; owner: string; fingerprint: string },
): KeptResponse {
  const { status, response } = found;
  if (found.fingerprint !== fingerprint) {
    throw new DomainError(
      "IDEMPOTENCY_MISMATCH",
      "This Idempotency-Key came with another request before. Use a new key for each request, and the same one only to repeat it.",
    );
  }
  if (status === null && found.isLive) {
    const message =
      "The first request with this Idempotency-Key is still under way. Try again soon.";
    throw new TryLaterError("CONFLICT", message, RETRY_SECONDS);
  }
  if (status === null) {
    throw new ConflictError(
      "The first request with this Idempotency-Key broke off, and it isn't known what it did. Check that, and use a new key to do it again.",
    );
  }
  if (response === null) {
    throw new ConflictError(
      `The first request with this Idempotency-Key was carried out, with status ${status}. Its response was too large to keep.`,
    );
  }
  const kept = JSON.parse(openResponse(key, owner, response)) as Omit<KeptResponse, "status">;
  return { status, ...kept };
}

/**
 * Carries out a request once, however often it comes with its key, and returns the response of the first
 * time to all. Requests of other callers or in other workspaces have nothing to do with it. An error is a
 * response too, where it is kept.
 *
 * The key is claimed before anything is done. The response of an atomic verb is kept in the transaction of
 * what it writes: a crash leaves both or none, and a request that was overtaken after it broke off is
 * undone. One that isn't atomic is never carried out a second time within the time that its key is kept.
 * @throws {DomainError} IDEMPOTENCY_MISMATCH where the key came with another request; CONFLICT where the
 *   first is under way, or what it did isn't known; and what the request itself throws.
 */
export async function runOnce(
  context: ServiceContext,
  { key, parts, isAtomic }: OnceRequest,
  { carryOut, toKept }: OnceWork,
): Promise<{ response: KeptResponse; isReplayed: boolean }> {
  const { db, workspaceId } = context;
  const caller = callerOf(context);
  const owner = `${workspaceId} ${caller}`;
  const place = { workspaceId, caller, keyHash: hashKey(owner, key) };
  const claimId = crypto.randomUUID();
  const fingerprint = fingerprintOf(key, parts);
  const found = await claimRecord(db, place, { fingerprint, claimId, isAtomic });
  if (found !== null) {
    return { response: readFound(found, { key, owner, fingerprint }), isReplayed: true };
  }

  const toRecord = (kept: KeptResponse) => {
    const text = pack(kept);
    const isSmall = Buffer.byteLength(text) <= MAX_KEPT_BYTES;
    return { status: kept.status, response: isSmall ? sealResponse(key, owner, text) : null };
  };
  const shared = isAtomic ? withSharedTransaction(context) : null;
  try {
    const response = await carryOut(shared ?? context);
    const record = toRecord(response);
    if (shared?.shared.isStarted === true) {
      await shared.shared.commit(async (tx) => {
        await becomeService(tx);
        if (!(await completeRecord(tx, place, claimId, record))) throw overtaken();
      });
    } else {
      await completeRecord(db, place, claimId, record);
    }
    return { response, isReplayed: false };
  } catch (error) {
    await shared?.shared.rollback();
    try {
      const kept = await toKept(error);
      if (kept === null) await releaseRecord(db, place, claimId);
      else await completeRecord(db, place, claimId, toRecord(kept));
    } catch (err) {
      // The caller gets the error of the request itself.
      log.warn({ err }, "the claim of an idempotency key was left open");
    }
    throw error;
  }
}

const overtaken = () =>
  new TryLaterError(
    "CONFLICT",
    "This request took too long, and was sent again meanwhile. Nothing of it was written.",
    RETRY_SECONDS,
  );
