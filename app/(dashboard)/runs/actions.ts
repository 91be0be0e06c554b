"use server";

import { refresh } from "next/cache";
import { getLocale } from "next-intl/server";
import { isLocale } from "@/i18n/locales";
import type { ActionResult } from "@/lib/domain/action-result";
import type { AiProblem } from "@/lib/domain/ai/ai-summary";
import { textArgument } from "@/lib/http/action-arguments";
import { runAction } from "@/lib/http/run-action";
import { explainRun } from "@/lib/services/ai/explain-run";

/** Has a run explained in the reader's language; the page shows the summary. */
export async function explainRunAction(id: string): Promise<ActionResult<AiProblem | null>> {
  const locale = await getLocale();
  const language = isLocale(locale) ? locale : "en";
  const result = await runAction((context) => explainRun(context, textArgument(id), language), {
    rate: "explanations",
  });
  if (!result.ok) return result;
  refresh();
  return { ok: true, data: result.data.ai_problem };
}
