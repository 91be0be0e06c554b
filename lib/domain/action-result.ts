import type { ErrorCode, FieldProblem } from "@/lib/domain/errors";

/** The result of a server action. */
export type ActionResult<Data> =
  | { ok: true; data: Data }
  | { ok: false; code: ErrorCode | "INTERNAL"; fieldErrors: readonly FieldProblem[] };
