/** Codes of the driver and the system for a connection that broke, or that was never made. */
const connectionCodes: ReadonlySet<string> = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECTION_READ_ONLY",
  "CONNECT_TIMEOUT",
  "DATABASE_DEADLINE",
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETDOWN",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
]);

/**
 * States of SQL that pass: the classes connection exception, transaction rollback, insufficient
 * resources, operator intervention and system error; a server that is read-only because another took
 * over (25006); limits on time (25P03, 25P04, 55P03); and what poolers report as an internal error
 * (XX000).
 */
const transientState = /^(?:(?:08|40|53|57|58)[0-9A-Z]{3}|25006|25P0[34]|55P03|XX000)$/;

/** True where an error, or one of its causes, has a code of that kind. */
export function hasErrorCode(error: unknown, isOfKind: (code: string) => boolean): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && isOfKind(error.code)) return true;
  return hasErrorCode(error.cause, isOfKind);
}

/**
 * True for an error of the database that may be gone on the next attempt: a connection that was
 * lost or refused, a deadline, a server that starts or ends, a deadlock. Whether the statement took
 * effect is not known: a commit may have been lost on its way back.
 */
export function isTransientError(error: unknown): boolean {
  return hasErrorCode(error, (code) => connectionCodes.has(code) || transientState.test(code));
}
