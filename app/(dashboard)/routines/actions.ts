"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import type { RoutineAction } from "@/components/routines/delete-routine-form";
import { parseHeaderLines } from "@/components/routines/form/field-texts";
import {
  readRoutineForm,
  toRoutineInput,
  type RoutineFormState,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { findCalendarProblems } from "@/components/routines/form/schedule/calendar-fields";
import type { RequestTest } from "@/components/routines/form/use-request-test";
import type { RunNowState } from "@/components/routines/run-now";
import type { FieldProblem } from "@/lib/domain/errors";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import { dataArgument, formArgument } from "@/lib/http/action-arguments";
import { deliverAfter } from "@/lib/http/deliver-after";
import { runAction } from "@/lib/http/run-action";
import type { ServiceContext } from "@/lib/services/context";
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
  return saveRoutine(form, async (context, values, headers) => {
    const current = await getRoutine(context, id);
    return updateRoutine(context, id, toRoutineInput(values, headers, current));
  });
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
