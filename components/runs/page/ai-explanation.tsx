"use client";

import { Sparkles } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/domain/action-result";
import type { AiPreview } from "@/lib/domain/ai/ai-context";
import type { AiProblem } from "@/lib/domain/ai/ai-summary";
import { confidenceWord } from "@/lib/domain/ai/confidence-word";

type AiExplanationProps = {
  summary: string | null;
  confidence: number | null;
  /** What is sent to the model; null where the run can't be explained by one. */
  preview: AiPreview | null;
  action: () => Promise<ActionResult<AiProblem | null>>;
};

/**
 * The summary of a language model, marked as such, and the button that asks for one beside what is sent
 * for it. Nothing where there is neither.
 */
export function AiExplanation({ summary, confidence, preview, action }: AiExplanationProps) {
  const t = useTranslations("ai");
  const [result, ask, isAsking] = useActionState(action, null);
  if (summary === null && preview === null) return null;
  return (
    <div className="mt-4 grid gap-3 border-t pt-4">
      {summary !== null && (
        <div className="max-w-3xl">
          <h3 className="text-sm font-medium text-ink-soft">{t("title")}</h3>
          <p className="mt-1 [overflow-wrap:anywhere]">{summary}</p>
          <p className="mt-1 text-sm text-ink-faint">
            {confidence !== null && t(`confidence.${confidenceWord(confidence)}`)} {t("caution")}
          </p>
        </div>
      )}
      {preview !== null && (
        <>
          <form action={ask}>
            <Button type="submit" size="sm" isPending={isAsking}>
              <Sparkles aria-hidden />
              {isAsking ? t("asking") : t(summary === null ? "ask" : "askAgain")}
            </Button>
          </form>
          <div role="status">
            {!isAsking && result?.ok === true && result.data !== null && (
              <Alert>{t(`problems.${result.data}`)}</Alert>
            )}
            {!isAsking && result?.ok === false && <FailureAlert failure={result} />}
          </div>
          <details>
            <summary className="min-h-6 cursor-pointer text-sm text-ink-soft hover:text-ink">
              {t("preview", { host: preview.host })}
            </summary>
            <p className="mt-2 max-w-3xl text-sm text-ink-soft">
              {t("previewText", { host: preview.host, model: preview.model })}
            </p>
            <pre className="mt-2 max-h-80 overflow-auto rounded-control bg-sunken px-3 py-2 font-mono text-sm whitespace-pre-wrap text-ink-soft">
              {JSON.stringify(preview.context, null, 2)}
            </pre>
          </details>
        </>
      )}
    </div>
  );
}
