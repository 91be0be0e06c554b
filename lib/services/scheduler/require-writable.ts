import type { Database } from "@/db/client";
import { hasErrorCode } from "@/db/connections/transient-error";
import { isStandby } from "@/db/queries/backlog";
import { DomainError, READ_ONLY_MESSAGE } from "@/lib/domain/errors";
import { log } from "@/lib/log";

const READ_ONLY_CODE = "25006";

/**
 * Makes the first write of a tick. A server that is read-only because another takes over is worth
 * waiting for; one that was set to it, as hosts do when a plan is full, isn't: a tick that waited for its
 * whole budget would use up the time of the functions, too.
 * @throws {DomainError} UNAVAILABLE where the database was set to read-only.
 */
export async function requireWritable(db: Database, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!hasErrorCode(error, (code) => code === READ_ONLY_CODE) || (await isStandby(db))) {
      throw error;
    }
    log.error({ err: error }, "the database is read-only: nothing runs");
    // Without its cause: that one would be worth another attempt.
    throw new DomainError("UNAVAILABLE", READ_ONLY_MESSAGE);
  }
}
