import type { ErrorCode, FieldProblem } from "@/lib/domain/errors";

/** What a server action answers a form. */
export type ActionResult<Data> =
  | { ok: true; data: Data }
  | { ok: false; code: ErrorCode | "INTERNAL"; fieldErrors: readonly FieldProblem[] };
