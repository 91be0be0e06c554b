import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Section } from "@/components/page/section";
import { Card } from "@/components/ui/card";
import { explainFailure, type ExplainedRun } from "@/lib/domain/run/explain-failure";

type RunAdviceProps = {
  run: ExplainedRun;
  /** What else explains the run, below the cause by the rule. */
  children?: ReactNode;
};

/**
 * Why a run did not succeed or was slow, and what to do, by a fixed rule; nothing where there is nothing
 * to explain.
 */
export function RunAdvice({ run, children }: RunAdviceProps) {
  const t = useTranslations();
  const explanation = explainFailure(run);
  if (explanation === null || run.status === "RUNNING") return null;
  const { cause, params } = explanation;
  const advice = t(`failureCauses.${cause}.next`, params);
  // The message of an error may end in the same advice.
  const message = run.error_message?.replace(advice, "").trim() ?? "";
  return (
    <Section
      title={t(`run.why.${run.status}`)}
      aside={<p className="text-sm text-ink-faint">{t("run.why.byRule")}</p>}
    >
      <Card>
        <p className="max-w-3xl">{t(`failureCauses.${cause}.cause`, params)}</p>
        <p className="mt-2 max-w-3xl text-ink-soft">{advice}</p>
        {message !== "" && (run.broken_rules ?? []).length === 0 && (
          <pre className="mt-3 max-h-60 overflow-auto rounded-control bg-sunken px-3 py-2 font-mono text-sm whitespace-pre-wrap text-ink-soft">
            {message}
          </pre>
        )}
        {children}
      </Card>
    </Section>
  );
}
