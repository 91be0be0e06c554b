import { ForbiddenTargetError, parseTargetUrl } from "@/lib/egress/target-url";
import { ValidationError, type FieldProblem } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import { isPastEnd } from "@/lib/domain/routine-slots";
import type { Checked, RoutineSettings } from "@/lib/domain/routine";
import type { ServiceContext } from "@/lib/services/context";

/**
 * The settings, with the URL in the form in which it will be called, once everything that can be
 * said of them has been checked.
 * @throws {ValidationError} with every problem at its field.
 */
export function requireValid(
  context: ServiceContext,
  checked: Checked<RoutineSettings>,
  input: unknown,
): RoutineSettings {
  const problems: FieldProblem[] = checked.ok ? [] : [...checked.problems];
  const url = checked.ok ? checked.value.endpoint_url : readUrl(input);
  if (url !== undefined && !problems.some((problem) => problem.path === "endpoint_url")) {
    const problem = findTargetProblem(context, url);
    if (problem !== null) problems.push(problem);
  }
  if (checked.ok && checked.value.secret_ref !== null) {
    problems.push({
      path: "secret_ref",
      code: "secret_unknown",
      message: "No secret of this name may be used in this workspace.",
    });
  }
  if (!checked.ok || problems.length > 0) throw new ValidationError(problems);
  return checked.value;
}

function readUrl(input: unknown): string | undefined {
  return typeof input === "object" &&
    input !== null &&
    "endpoint_url" in input &&
    typeof input.endpoint_url === "string"
    ? input.endpoint_url
    : undefined;
}

function findTargetProblem(context: ServiceContext, url: string): FieldProblem | null {
  try {
    parseTargetUrl(url, context.egress);
    return null;
  } catch (error) {
    if (error instanceof ForbiddenTargetError) {
      return { path: "endpoint_url", code: "target_refused", message: error.message };
    }
    throw error;
  }
}

/** @throws {ValidationError} where the next slot lies past the end: the routine would never run. */
export function requireSlotBeforeEnd(routine: { endsAt: Date | null }, nextSlot: Date): void {
  if (!isPastEnd(routine, nextSlot)) return;
  throw new ValidationError([describeProblem({ path: "ends_at", code: "ends_too_early" })]);
}
