import { problemTypes, type ProblemCode } from "@/lib/domain/api/problem-types";
import type { Problem } from "@/lib/domain/api/schemas/problem";
import { DomainError, READ_ONLY_MESSAGE, ValidationError } from "@/lib/domain/errors";
import { problemType } from "@/lib/http/problem-type";

/** Codes of the driver and the system for a database that was not reached. */
const unreachableCodes = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECTION_READ_ONLY",
  "CONNECT_TIMEOUT",
  "DATABASE_DEADLINE",
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EPIPE",
  // A server that only reads: another took over.
  "25006",
  "57P01",
  "57P03",
]);

/** Of a database that takes no writes. */
const READ_ONLY_CODE = "25006";

function hasCode(error: unknown, isWanted: (code: string) => boolean): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string" && isWanted(error.code)) return true;
  return hasCode(error.cause, isWanted);
}

/** The error as a `DomainError`, or null where it is unexpected. */
export function toDomainError(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error;
  if (hasCode(error, (code) => code === READ_ONLY_CODE)) {
    return new DomainError("UNAVAILABLE", READ_ONLY_MESSAGE, { cause: error });
  }
  if (hasCode(error, (code) => unreachableCodes.has(code))) {
    return new DomainError("UNAVAILABLE", "The database can't be reached. Try again in a moment.", {
      cause: error,
    });
  }
  return null;
}

/** Maps an error to the API's form of errors. An unexpected error shows no details. */
export function toProblem(error: unknown, requestId: string): Problem {
  const known = toDomainError(error);
  const code: ProblemCode = known?.code ?? "INTERNAL";
  return {
    type: problemType(code),
    ...problemTypes[code],
    detail:
      known?.message ?? "Something went wrong on our side. The request_id finds it in the logs.",
    code,
    request_id: requestId,
    errors: known instanceof ValidationError ? known.problems : [],
  };
}
