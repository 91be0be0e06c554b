import { useTranslations } from "next-intl";
import { useConditionText } from "@/components/alert-policy/policy-text";
import { Fact, Facts } from "@/components/page/facts";
import { ExactTime } from "@/components/time/time";
import { TextLink } from "@/components/ui/link";
import type { IncidentDto } from "@/lib/domain/incidents/incident";

/** What is known of an incident: its routine, its condition, its times and its runs. */
export function IncidentFacts({ incident }: { incident: IncidentDto }) {
  const t = useTranslations();
  const conditionText = useConditionText();
  const none = <span className="text-ink-faint">{t("common.none")}</span>;
  const time = (value: string | null) => (value === null ? none : <ExactTime value={value} />);
  const run = (id: string | null) =>
    id === null ? none : <TextLink href={`/runs/${id}`}>{t("incidents.openRun")}</TextLink>;
  return (
    <Facts>
      <Fact label={t("incidents.facts.routine")}>
        <TextLink href={`/routines/${incident.routine_id}`}>{incident.routine_name}</TextLink>
      </Fact>
      <Fact label={t("incidents.facts.host")}>
        <code className="font-mono">{incident.endpoint_host}</code>
      </Fact>
      <Fact label={t("incidents.facts.condition")}>{conditionText(incident.condition)}</Fact>
      <Fact label={t("incidents.facts.failures")}>
        {t(`incidents.counts.${incident.trigger}`, { count: incident.failure_count })}
      </Fact>
      <Fact label={t("incidents.facts.openedAt")}>{time(incident.opened_at)}</Fact>
      <Fact label={t("incidents.facts.lastGood")}>{time(incident.last_good_at)}</Fact>
      <Fact label={t("incidents.facts.acknowledged")}>
        {time(incident.acknowledged_at)}
        {incident.acknowledged_by !== null && (
          <span className="block">{incident.acknowledged_by}</span>
        )}
      </Fact>
      <Fact label={t("incidents.facts.resolvedAt")}>{time(incident.resolved_at)}</Fact>
      <Fact label={t("incidents.facts.firstRun")}>{run(incident.first_run_id)}</Fact>
      <Fact label={t("incidents.facts.lastRun")}>{run(incident.last_run_id)}</Fact>
    </Facts>
  );
}
