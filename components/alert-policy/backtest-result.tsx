import { useTranslations } from "next-intl";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Alert } from "@/components/ui/alert";
import type { ActionResult } from "@/lib/domain/action-result";
import type { BacktestDto } from "@/lib/domain/incidents/backtest";

type BacktestResultProps = { result: ActionResult<BacktestDto>; days: number };

/** How often a draft would have told somebody, and how often the policy that is saved. */
export function BacktestResult({ result, days }: BacktestResultProps) {
  const t = useTranslations("alertPolicy");
  if (!result.ok) return <FailureAlert failure={result} />;
  const { draft, saved, failures, runs, is_complete: isComplete } = result.data;
  const isSame = draft.messages === saved.messages;
  return (
    <Alert variant="success">
      <p className="font-medium">
        {isSame
          ? t("backtestSame", { days, count: draft.messages })
          : t("backtestResult", { days, count: draft.messages, saved: saved.messages })}
      </p>
      <p className="text-sm text-ink-soft">
        {t("backtestRuns", { runs, failures })}
        {!isComplete && ` ${t("backtestCut")}`}
      </p>
    </Alert>
  );
}
