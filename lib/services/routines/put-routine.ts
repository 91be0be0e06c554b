import { findRoutineId } from "@/db/queries/routines";
import { NotFoundError, ValidationError } from "@/lib/domain/errors";
import { describeProblem, toFieldProblems } from "@/lib/domain/field-problems";
import { routineKey, type RoutineDto } from "@/lib/domain/routine/routine";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { requireVersion } from "@/lib/services/preconditions/precondition";
import { routineVersion } from "@/lib/services/preconditions/versions";
import { checkPatterns } from "@/lib/services/routines/check-patterns";
import { insertChecked } from "@/lib/services/routines/create-routine";
import { requireNamedRoutine } from "@/lib/services/routines/get-routine";
import { toRoutineDto } from "@/lib/services/routines/routine-dto";
import { writeChange } from "@/lib/services/routines/update-routine";
import { requireRole } from "@/lib/services/workspaces/require-role";

/** How often it looks again where others create, rename or delete the routine at the same moment. */
const MAX_ATTEMPTS = 5;

/**
 * The input with the key. Something that isn't an object is left to the checks of the rest.
 * @throws {ValidationError} for a key that none can be, or another one in the input.
 */
function withKey(key: string, input: unknown): unknown {
  const parsed = routineKey.safeParse(key);
  if (!parsed.success) {
    throw new ValidationError(
      toFieldProblems(parsed.error).map((problem) => ({ ...problem, path: "key" })),
    );
  }
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  if ("key" in input && input.key !== undefined && input.key !== key) {
    throw new ValidationError([describeProblem({ path: "key", code: "key_differs" })]);
  }
  return { ...input, key };
}

const isKeyTaken = (error: unknown) =>
  error instanceof ValidationError && error.problems.some(({ code }) => code === "key_taken");

/**
 * Makes the routine with a key what the input says, as a whole: settings that aren't given take their
 * defaults. Creates it where there is none. The same input again changes nothing, and leaves no event.
 * Of callers at the same moment one creates the routine, and the others change it.
 * @throws {DomainError} FORBIDDEN for a member who may only read; PRECONDITION_FAILED.
 * @throws {ValidationError} with every problem at its field.
 */
export async function putRoutine(
  context: ServiceContext,
  key: string,
  input: unknown,
): Promise<{ routine: RoutineDto; isNew: boolean }> {
  requireRole(context, "MEMBER");
  const whole = withKey(key, input);
  const patternProblems = await checkPatterns(context, whole);

  const change = () =>
    asActor(context, async (tx) => {
      const routine = await requireNamedRoutine(tx, context, { key }, { lock: true });
      requireVersion(context, routineVersion(toRoutineDto(routine)));
      return writeChange(tx, context, routine, { input: whole, patternProblems, isWhole: true });
    });

  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt === MAX_ATTEMPTS;
    const id = await asActor(context, (tx) => findRoutineId(tx, context.workspaceId, key));
    try {
      if (id !== null) return { routine: await change(), isNew: false };
      requireVersion(context, null);
      return { routine: await insertChecked(context, whole, patternProblems), isNew: true };
    } catch (error) {
      if (isLast || !(isKeyTaken(error) || error instanceof NotFoundError)) throw error;
    }
  }
}
