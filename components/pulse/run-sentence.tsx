import { useTranslations } from "next-intl";
import { runState } from "@/components/pulse/run-state";
import { useDuration } from "@/components/time/duration";
import type { RunDto } from "@/lib/domain/run/run";

type RunSentenceProps = {
  run: Pick<RunDto, "status" | "is_degraded" | "http_status" | "duration_ms" | "error_code">;
};

/** The outcome of a run in a sentence. */
export function RunSentence({ run }: RunSentenceProps) {
  const t = useTranslations();
  const duration = useDuration()(run.duration_ms);
  const state = runState(run);
  if (state !== "FAIL") {
    return t(`runSentence.${state}`, { status: String(run.http_status ?? "none"), duration });
  }
  if (run.error_code === "HTTP_STATUS" && run.http_status !== null) {
    return t("runSentence.FAIL_HTTP", { status: String(run.http_status), duration });
  }
  return t("runSentence.FAIL", { reason: t(`errorCodes.${run.error_code ?? "INTERNAL"}.what`) });
}
