/**
 * A rule that a field breaks. `code` is stable and translated on screen; `message` is its English
 * text.
 */
export type FieldProblem = {
  path: string;
  code: string;
  message: string;
  params?: Record<string, string | number>;
  /** Where it is in a file that was sent, both from 1. */
  line?: number;
  column?: number;
};

export type ErrorCode =
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "NOT_FOUND"
  | "CONFLICT"
  | "IDEMPOTENCY_MISMATCH"
  | "PRECONDITION_FAILED"
  | "VALIDATION"
  | "BAD_REQUEST"
  | "PAYLOAD_TOO_LARGE"
  | "UNSUPPORTED_MEDIA_TYPE"
  | "RATE_LIMITED"
  | "BUSY"
  | "UNAVAILABLE";

/**
 * An expected error of a verb. `message` is safe to show to the caller; `cause` is only logged.
 * Only `lib/domain/api/problem-types.ts` maps codes to HTTP statuses.
 */
export class DomainError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** What a database that takes no writes means, and what to do. */
export const READ_ONLY_MESSAGE =
  "The database is read-only, so nothing runs and nothing was saved. Check whether its disk or its plan is full, and make room.";

/** Something does not exist, or belongs to somebody else: callers cannot tell which. */
export class NotFoundError extends DomainError {
  constructor() {
    super("NOT_FOUND", "There is nothing here, or it isn't yours.");
  }
}

export class ConflictError extends DomainError {
  constructor(message: string) {
    super("CONFLICT", message);
  }
}

/** Nothing was done now; the same may be done after `retryAfterSeconds`. */
export class TryLaterError extends DomainError {
  readonly retryAfterSeconds: number;

  constructor(
    code: "RATE_LIMITED" | "BUSY" | "CONFLICT",
    message: string,
    retryAfterSeconds: number,
  ) {
    super(code, message);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export class ValidationError extends DomainError {
  readonly problems: readonly FieldProblem[];

  constructor(problems: readonly FieldProblem[]) {
    super("VALIDATION", "Some fields have problems.");
    this.problems = problems;
  }
}
