"use server";

import { refresh } from "next/cache";
import type { ApplyAction, PlanAction } from "@/components/settings/code/code-form";
import { textArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { applyCode } from "@/lib/services/code/apply-code";
import { planCode } from "@/lib/services/code/plan-code";
import type { CodeFile } from "@/lib/services/code/read-code";

/** A file of JSON is an object, and YAML of people never begins with a brace. */
const fileOf = (text: string): CodeFile => ({
  text,
  format: text.trimStart().startsWith("{") ? "json" : "yaml",
});

export async function planCodeAction(text: string): ReturnType<PlanAction> {
  const file = fileOf(textArgument(text));
  return runAction((context) => planCode(context, file));
}

export async function applyCodeAction(text: string, plan: string): ReturnType<ApplyAction> {
  const file = fileOf(textArgument(text));
  const digest = textArgument(plan);
  const result = await runAction((context) => applyCode(context, file, digest));
  refresh();
  return result;
}
