"use server";

import { isDeepStrictEqual } from "node:util";
import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import type { RoutineAction } from "@/components/routines/delete-routine-form";
import { parseHeaderLines } from "@/components/routines/form/field-texts";
import {
  readRoutineForm,
  REPLACED_VERSION,
  routineValues,
  toRoutineInput,
  type RoutineFormState,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { findCalendarProblems } from "@/components/routines/form/schedule/calendar-problems";
import type { RequestTest } from "@/components/routines/form/use-request-test";
import type { RunNowState } from "@/components/routines/run-now";
import { ValidationError, type FieldProblem } from "@/lib/domain/errors";
import {
  checkUpdateRoutine,
  type RoutineDto,
  type RoutineSettings,
} from "@/lib/domain/routine/routine";
import { dataArgument, formArgument } from "@/lib/http/action-arguments";
import { deliverAfter } from "@/lib/http/deliver-after";
import { runAction } from "@/lib/http/run-action";
import type { ServiceContext } from "@/lib/services/context";
import {
  formVersion,
  settingsInForm,
  settingsOfRoutine,
} from "@/lib/services/preconditions/versions";
import { testRequest } from "@/lib/services/requests/test-request";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";

type Save = (
  context: ServiceContext,
  values: RoutineFormValues,
  headers: Record<string, string>,
) => Promise<RoutineDto>;

/** The failure for fields that cannot be read; null where all can. */
function findFormFailure(problems: readonly FieldProblem[]) {
  return problems.length === 0
    ? null
    : ({ ok: false, code: "VALIDATION", fieldErrors: problems } as const);
}

/** Saves the form's values and goes to the routine, or returns the values with their problems. */
async function saveRoutine(form: FormData, save: Save): Promise<RoutineFormState> {
  const values = readRoutineForm(form);
  const { headers, problems } = parseHeaderLines(values.headers);
  const failure = findFormFailure([...findCalendarProblems(values), ...problems]);
  if (failure !== null) return { values, failure };
  const result = await runAction((context) => save(context, values, headers));
  if (!result.ok) return { values, failure: result };
  redirect(`/routines/${result.data.id}`);
}

export async function createRoutineAction(
  _state: RoutineFormState,
  sent: FormData,
): Promise<RoutineFormState> {
  const form = formArgument(sent);
  return saveRoutine(form, (context, values, headers) =>
    createRoutine(context, toRoutineInput(values, headers, null)),
  );
}

export async function updateRoutineAction(
  id: string,
  _state: RoutineFormState,
  sent: FormData,
): Promise<RoutineFormState> {
  const form = formArgument(sent);
  const replaced = form.get(REPLACED_VERSION);
  const state = await saveRoutine(form, async (context, values, headers) => {
    const current = await getRoutine(context, id);
    const version = typeof replaced === "string" ? replaced : values.version;
    const isExpected = (settings: RoutineSettings) => formVersion(settings) === version;
    return updateRoutine(context, id, toRoutineInput(values, headers, current), isExpected);
  });
  return state.failure?.code === "PRECONDITION_FAILED" ? showConflict(id, state) : state;
}

/** The state of a form that others have saved meanwhile, with both versions; or with its own problems. */
async function showConflict(id: string, state: RoutineFormState): Promise<RoutineFormState> {
  const { values } = state;
  const { headers } = parseHeaderLines(values.headers);
  const result = await runAction(
    async (context) => {
      const current = await getRoutine(context, id);
      const theirs = settingsOfRoutine(current);
      const input = toRoutineInput(values, headers, current);
      const checked = checkUpdateRoutine(theirs, input, context.limits);
      if (!checked.ok) throw new ValidationError(checked.problems);
      const theirValues = routineValues(current, formVersion(theirs));
      return { mine: checked.value, theirs, theirValues };
    },
    { rate: null },
  );
  if (!result.ok) return { values, failure: result };
  const { mine, theirs } = result.data;
  const isSame = isDeepStrictEqual(settingsInForm(mine), settingsInForm(theirs));
  if (isSame) redirect(`/routines/${id}`);
  return { ...state, conflict: result.data };
}

/**
 * Sends the request that is in the form. `id` is the routine that is edited; null for a new one.
 */
export async function testRoutineAction(id: string | null, sent: FormData): Promise<RequestTest> {
  const form = formArgument(sent);
  const values = readRoutineForm(form);
  const { headers, problems } = parseHeaderLines(values.headers);
  const failure = findFormFailure(problems);
  if (failure !== null) return { values, result: failure };
  const counted = { rate: "tests" } as const;
  const result = await runAction(async (context) => {
    const current = id === null ? null : await getRoutine(context, id);
    return testRequest(context, toRoutineInput(values, headers, current));
  }, counted);
  return { values, result };
}

export async function runRoutineNowAction(id: string): Promise<RunNowState> {
  const result = await runAction(
    async (context) => {
      const finished = await runRoutineNow(context, id);
      deliverAfter(context);
      return finished;
    },
    { rate: "runs" },
  );
  refresh();
  return result;
}

export async function setRoutineActiveAction(
  id: string,
  isActive: boolean,
): ReturnType<RoutineAction> {
  const result = await runAction((context) =>
    updateRoutine(context, id, { is_active: dataArgument(isActive) }),
  );
  refresh();
  return result;
}

export async function deleteRoutineAction(id: string): ReturnType<RoutineAction> {
  const result = await runAction((context) => deleteRoutine(context, id));
  if (!result.ok) return result;
  redirect("/routines");
}
