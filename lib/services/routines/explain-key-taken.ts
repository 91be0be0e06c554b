import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";

/** Whether the database refused a second routine of one key. Recognized by its constraint, in whatever class. */
function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("constraint_name" in error) return error.constraint_name === "uq_routines_key";
  return isTaken(error.cause);
}

/** @throws {ValidationError} at `key` where another routine has it, otherwise the error itself. */
export function explainKeyTaken(error: unknown): never {
  if (!isTaken(error)) throw error;
  throw new ValidationError([describeProblem({ path: "key", code: "key_taken" })]);
}
