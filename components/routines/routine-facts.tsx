import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/layout/copy-button";
import { Fact, Facts } from "@/components/layout/facts";
import { ExactTime, ZonedTime } from "@/components/layout/time";
import { routineState } from "@/components/routines/routine-state";
import { ScheduleText } from "@/components/routines/schedule-text";
import { SlotList } from "@/components/routines/slot-list";
import type { RoutineDto } from "@/lib/domain/routine";
import { jitterOffsetSeconds } from "@/lib/domain/spread";

/** Everything that a routine is set to. */
export function RoutineFacts({ routine }: { routine: RoutineDto }) {
  const t = useTranslations();
  const state = routineState(routine);
  const headers = Object.entries(routine.headers_json);
  return (
    <Facts>
      <Fact label={t("routine.facts.request")}>
        <code className="font-mono">
          {routine.http_method} {routine.endpoint_url}
        </code>
        <CopyButton text={routine.endpoint_url} />
      </Fact>
      <Fact label={t("routine.facts.schedule")}>
        <ScheduleText routine={routine} withTimezone={false} />
      </Fact>
      <Fact label={t("routine.facts.timezone")}>{routine.timezone}</Fact>
      <Fact label={t("routine.facts.nextRuns")} isWide>
        {routine.next_slots.length === 0 ? (
          <span className="text-ink-faint">
            {state === "active" ? t("common.none") : t(`status.${state}`)}
          </span>
        ) : (
          <SlotList slots={routine.next_slots} timezone={routine.timezone} />
        )}
      </Fact>
      <Fact label={t("routine.facts.start")}>
        {routine.starts_at === null ? (
          <span className="text-ink-faint">{t("common.none")}</span>
        ) : (
          <ZonedTime value={routine.starts_at} timezone={routine.timezone} />
        )}
      </Fact>
      <Fact label={t("routine.facts.end")}>
        {routine.ends_at === null ? (
          <span className="text-ink-faint">{t("common.none")}</span>
        ) : (
          <ZonedTime value={routine.ends_at} timezone={routine.timezone} />
        )}
      </Fact>
      <Fact label={t("routine.facts.jitter")}>
        {routine.jitter_seconds === 0 ? (
          <span className="text-ink-faint">{t("common.none")}</span>
        ) : (
          t("routine.jitterOffset", {
            seconds: jitterOffsetSeconds(routine.id, routine.jitter_seconds),
            maximum: routine.jitter_seconds,
          })
        )}
      </Fact>
      <Fact label={t("routine.facts.attempts")}>
        {t("routine.attempts", { count: routine.max_attempts })}
      </Fact>
      <Fact label={t("routine.facts.headers")}>
        {headers.length === 0 ? (
          <span className="text-ink-faint">{t("common.none")}</span>
        ) : (
          <ul className="font-mono">
            {headers.map(([name, value]) => (
              <li key={name}>{`${name}: ${value}`}</li>
            ))}
          </ul>
        )}
      </Fact>
      {routine.body !== null && (
        <Fact label={t("routine.facts.body")}>
          <pre className="max-h-40 overflow-auto font-mono whitespace-pre-wrap" tabIndex={0}>
            {routine.body}
          </pre>
        </Fact>
      )}
      {routine.secret_ref !== null && (
        <Fact label={t("routine.facts.secret")}>
          <code className="font-mono">{routine.secret_ref}</code>
        </Fact>
      )}
      <Fact label={t("routine.facts.kind")}>{t(`routineForm.kinds.${routine.kind}`)}</Fact>
      <Fact label={t("routine.facts.timeout")}>
        {t("routineForm.timeoutValue", { seconds: routine.timeout_seconds })}
      </Fact>
      <Fact label={t("routine.facts.misfire")}>
        {t(`routineForm.misfirePolicies.${routine.misfire_policy}`)}
      </Fact>
      <Fact label={t("routine.facts.created")}>
        <ExactTime value={routine.created_at} />
      </Fact>
      <Fact label={t("routine.facts.id")}>
        <code className="font-mono">{routine.id}</code>
        <CopyButton text={routine.id} />
      </Fact>
    </Facts>
  );
}
