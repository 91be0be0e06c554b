import type { ErrorCode, FieldProblem } from "@/lib/domain/errors";

/** A server action that did nothing, and why. */
export type ActionFailure = {
  ok: false;
  code: ErrorCode | "INTERNAL";
  fieldErrors: readonly FieldProblem[];
  /** Seconds after which it may be done, where that is known. */
  retryAfterSeconds?: number;
};

/** The result of a server action. */
export type ActionResult<Data> = { ok: true; data: Data } | ActionFailure;
