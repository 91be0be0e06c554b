import { useTranslations } from "next-intl";
import { RunSentence } from "@/components/pulse/run-sentence";
import { explainFailure, type ExplainedRun } from "@/lib/domain/run/explain-failure";
import type { RunDto } from "@/lib/domain/run/run";

type FailureSentenceProps = { run: ExplainedRun & Pick<RunDto, "error_detail"> };

/** The outcome of a run in a sentence, of an error with its cause. It needs the messages of all causes. */
export function FailureSentence({ run }: FailureSentenceProps) {
  const t = useTranslations();
  const explanation = explainFailure(run);
  const isTold = run.error_detail === null || run.error_code === "HTTP_STATUS";
  if (run.status !== "FAIL" || explanation === null || isTold) return <RunSentence run={run} />;
  const title = t(`failureCauses.${explanation.cause}.title`, explanation.params);
  return t("runSentence.FAIL", { reason: `${title}.` });
}
