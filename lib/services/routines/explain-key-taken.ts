import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";

const constraints = ["uq_routines_key", "uq_channels_key", "uq_maintenance_windows_key"];

/** Whether the database refused a second thing of one key. Recognized by its constraint, in whatever class. */
function isTaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("constraint_name" in error) return constraints.some((name) => name === error.constraint_name);
  return isTaken(error.cause);
}

/** @throws {ValidationError} at `key` where another thing of its kind has it, otherwise the error itself. */
export function explainKeyTaken(error: unknown): never {
  if (!isTaken(error)) throw error;
  throw new ValidationError([describeProblem({ path: "key", code: "key_taken" })]);
}
