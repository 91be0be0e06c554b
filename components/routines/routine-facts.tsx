import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/layout/copy-button";
import { Fact, Facts } from "@/components/layout/facts";
import { ExactTime } from "@/components/layout/time";
import { ScheduleText } from "@/components/routines/schedule-text";
import type { RoutineDto } from "@/lib/domain/routine";

type RoutineFactsProps = {
  routine: RoutineDto;
  /** The next slots; none while it is paused. */
  slots: readonly string[];
};

/** Everything that a routine is set to. */
export function RoutineFacts({ routine, slots }: RoutineFactsProps) {
  const t = useTranslations();
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
        <ScheduleText routine={routine} />
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
      <Fact label={t("routine.facts.nextRuns")}>
        {slots.length === 0 ? (
          <span className="text-ink-faint">{t("status.paused")}</span>
        ) : (
          <ol>
            {slots.map((slot) => (
              <li key={slot}>
                <ExactTime value={slot} format="minute" />
              </li>
            ))}
          </ol>
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
