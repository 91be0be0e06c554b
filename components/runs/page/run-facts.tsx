import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/page/copy-button";
import { Fact, Facts } from "@/components/page/facts";
import { runState } from "@/components/pulse/run-state";
import { StatusLabel } from "@/components/pulse/status-label";
import { Duration } from "@/components/time/duration";
import { ExactTime } from "@/components/time/time";
import { TextLink } from "@/components/ui/link";
import { explainFailure } from "@/lib/domain/run/explain-failure";
import type { RunDto } from "@/lib/domain/run/run";

type RunFactsProps = {
  run: RunDto;
  maxAttempts: number;
  /** Id of the run whose outcome this one took over. */
  supersedes: string | null;
};

/** Everything that is on record about a run; what does not apply is left out. */
export function RunFacts({ run, maxAttempts, supersedes }: RunFactsProps) {
  const t = useTranslations();
  const explanation = run.error_detail === null ? null : explainFailure(run);
  return (
    <Facts>
      <Fact label={t("run.facts.outcome")}>
        <StatusLabel state={runState(run)} />
      </Fact>
      {run.http_status !== null && (
        <Fact label={t("run.facts.response")}>{t("pulse.http", { status: run.http_status })}</Fact>
      )}
      {run.error_code !== null && (
        <Fact label={t("run.facts.error")}>
          {explanation === null
            ? t(`errorCodes.${run.error_code}.title`)
            : t(`failureCauses.${explanation.cause}.title`, explanation.params)}
        </Fact>
      )}
      <Fact label={t("run.facts.duration")}>
        <Duration ms={run.duration_ms} />
      </Fact>
      <Fact label={t("run.facts.routine")}>
        <TextLink href={`/routines/${run.routine_id}`}>{run.routine_name}</TextLink>
      </Fact>
      {run.in_maintenance && (
        <Fact label={t("run.facts.maintenance")}>{t("run.inMaintenance")}</Fact>
      )}
      <Fact label={t("run.facts.trigger")}>
        {run.replay_id === null ? (
          t(`trigger.${run.triggered_by}`)
        ) : (
          <TextLink href={`/replays/${run.replay_id}`}>{t(`trigger.${run.triggered_by}`)}</TextLink>
        )}
      </Fact>
      {run.superseded_by !== null && (
        <Fact label={t("run.facts.supersededBy")}>
          <TextLink href={`/runs/${run.superseded_by}`}>{t("run.supersededBy")}</TextLink>
        </Fact>
      )}
      {supersedes !== null && (
        <Fact label={t("run.facts.supersedes")}>
          <TextLink href={`/runs/${supersedes}`}>{t("run.supersedes")}</TextLink>
        </Fact>
      )}
      {run.scheduled_for !== null && (
        <Fact label={t("run.facts.slot")}>
          <ExactTime value={run.scheduled_for} format="minute" />
        </Fact>
      )}
      {run.started_at !== null && (
        <Fact label={t("run.facts.started")}>
          <ExactTime value={run.started_at} />
        </Fact>
      )}
      {run.lag_ms !== null && (
        <Fact label={t("run.facts.lag")}>
          <Duration ms={run.lag_ms} />
        </Fact>
      )}
      {run.finished_at !== null && (
        <Fact label={t("run.facts.finished")}>
          <ExactTime value={run.finished_at} />
        </Fact>
      )}
      {run.status !== "MISSED" && (
        <Fact label={t("run.facts.attempt")}>
          {run.triggered_by === "MANUAL"
            ? run.attempt
            : t("run.attemptOf", {
                attempt: run.attempt,
                total: Math.max(maxAttempts, run.attempt),
              })}
          {run.will_retry && run.superseded_by === null && (
            <span className="block text-ink-soft">{t("run.willRetry")}</span>
          )}
        </Fact>
      )}
      {run.missed_slots > 0 && (
        <Fact label={t("run.facts.missed")}>
          {t("runs.missedSlots", { count: run.missed_slots })}
        </Fact>
      )}
      {run.worker_id !== null && (
        <Fact label={t("run.facts.worker")}>
          <code className="font-mono">{run.worker_id}</code>
        </Fact>
      )}
      <Fact label={t("run.facts.id")}>
        <code className="font-mono">{run.id}</code>
        <CopyButton text={run.id} />
      </Fact>
    </Facts>
  );
}
