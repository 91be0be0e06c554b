"use server";

import { refresh } from "next/cache";
import {
  OWN,
  readPolicyForm,
  toPolicyInput,
  type PolicyFormState,
  type PolicyTest,
} from "@/components/alert-policy/policy-form-values";
import { dataArgument, formArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { backtestPolicy } from "@/lib/services/alert-policies/backtest-policy";
import { setAlertPolicy } from "@/lib/services/alert-policies/set-alert-policy";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { updateTag } from "@/lib/services/tags/update-tag";

type BacktestPlace = { routineId?: string | null; tagId?: string | null; days: number };

export async function savePolicyAction(
  _state: PolicyFormState,
  sent: FormData,
): Promise<PolicyFormState> {
  const form = formArgument(sent);
  const values = readPolicyForm(form);
  const result = await runAction((context) => setAlertPolicy(context, toPolicyInput(values)));
  refresh();
  return { values, result };
}

/** Gives a routine a policy of its own, or takes it away. */
export async function saveRoutinePolicyAction(
  id: string,
  _state: PolicyFormState,
  sent: FormData,
): Promise<PolicyFormState> {
  const form = formArgument(sent);
  const values = readPolicyForm(form);
  const policy = values.scope === OWN ? toPolicyInput(values) : null;
  const result = await runAction((context) => updateRoutine(context, id, { alert_policy: policy }));
  refresh();
  return { values, result };
}

/** Gives the routines of a tag a policy, or takes it away. */
export async function saveTagPolicyAction(
  id: string,
  _state: PolicyFormState,
  sent: FormData,
): Promise<PolicyFormState> {
  const form = formArgument(sent);
  const values = readPolicyForm(form);
  const policy = values.scope === OWN ? toPolicyInput(values) : null;
  const result = await runAction((context) => updateTag(context, id, { alert_policy: policy }));
  refresh();
  return { values, result };
}

/** Tries the policy in a form on stored runs: of one routine, of those of a tag, or of all. */
export async function testPolicyAction(
  { routineId = null, tagId = null, days }: BacktestPlace,
  sent: FormData,
): Promise<PolicyTest> {
  const form = formArgument(sent);
  const values = readPolicyForm(form);
  const input = {
    policy: toPolicyInput(values),
    days: dataArgument(days),
    routine_id: dataArgument(routineId),
    tag_id: dataArgument(tagId),
  };
  return {
    values,
    result: await runAction((context) => backtestPolicy(context, input), { rate: "tests" }),
  };
}
