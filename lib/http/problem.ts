import {
  DomainError,
  READ_ONLY_MESSAGE,
  ValidationError,
  type ErrorCode,
  type FieldProblem,
} from "@/lib/domain/errors";

/** Codes of problems with the request itself, or with the whole deployment, which no verb has. */
export type ProtocolCode =
  "EXPECTATION_FAILED" | "HEADERS_TOO_LARGE" | "METHOD_NOT_ALLOWED" | "NOT_CONFIGURED";

/** A problem of RFC 9457, with this API's own members. */
export type Problem = {
  type: "about:blank";
  title: string;
  status: number;
  detail: string;
  code: ErrorCode | ProtocolCode | "INTERNAL";
  request_id: string;
  errors: readonly FieldProblem[];
};

const statuses: Record<ErrorCode, { status: number; title: string }> = {
  BAD_REQUEST: { status: 400, title: "Bad Request" },
  UNAUTHENTICATED: { status: 401, title: "Unauthorized" },
  FORBIDDEN: { status: 403, title: "Forbidden" },
  NOT_FOUND: { status: 404, title: "Not Found" },
  CONFLICT: { status: 409, title: "Conflict" },
  IDEMPOTENCY_MISMATCH: { status: 409, title: "Conflict" },
  PRECONDITION_FAILED: { status: 412, title: "Precondition Failed" },
  PAYLOAD_TOO_LARGE: { status: 413, title: "Content Too Large" },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: "Unsupported Media Type" },
  VALIDATION: { status: 422, title: "Unprocessable Content" },
  RATE_LIMITED: { status: 429, title: "Too Many Requests" },
  BUSY: { status: 503, title: "Service Unavailable" },
  UNAVAILABLE: { status: 503, title: "Service Unavailable" },
};

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
  if (known === null) {
    return {
      type: "about:blank",
      title: "Internal Server Error",
      status: 500,
      detail: "Something went wrong on our side. The request_id finds it in the logs.",
      code: "INTERNAL",
      request_id: requestId,
      errors: [],
    };
  }
  return {
    type: "about:blank",
    ...statuses[known.code],
    detail: known.message,
    code: known.code,
    request_id: requestId,
    errors: known instanceof ValidationError ? known.problems : [],
  };
}
