import { useTranslations } from "next-intl";
import { useSpanText } from "@/components/incidents/incident-span";
import { ExactTime, RelativeTime } from "@/components/time/time";
import { Link } from "@/components/ui/link";
import type { IncidentDto } from "@/lib/domain/incidents/incident";

type IncidentLineProps = {
  incident: IncidentDto;
  /** The moment that decides whether it's still snoozed. */
  now: Date;
  /** Whether it stands on the incident's own page, which needs no link to it. */
  isOwnPage?: boolean;
};

const Minute = ({ value }: { value: string }) => (
  <ExactTime value={value} format="minute" className="text-ink-soft" />
);

/** Since when, how often, the last good run, and who has it. */
export function IncidentLine({ incident, now, isOwnPage = false }: IncidentLineProps) {
  const t = useTranslations("incidents");
  const spanText = useSpanText();
  const { opened_at, resolved_at, snoozed_until, last_good_at, last_run_id } = incident;
  const isSnoozed =
    snoozed_until !== null && resolved_at === null && Date.parse(snoozed_until) > now.getTime();
  return (
    <ul className="mt-1.5 flex flex-wrap gap-x-4 gap-y-0.5 text-sm text-ink-faint">
      {resolved_at === null ? (
        <li>{t.rich("since", { time: () => <Minute value={opened_at} /> })}</li>
      ) : (
        <>
          <li>
            {t.rich("between", {
              from: () => <Minute value={opened_at} />,
              until: () => <Minute value={resolved_at} />,
            })}
          </li>
          <li>{t("lasted", { duration: spanText(opened_at, resolved_at) })}</li>
        </>
      )}
      <li>{t(`counts.${incident.trigger}`, { count: incident.failure_count })}</li>
      {incident.reopened_count > 0 && <li>{t("reopened", { count: incident.reopened_count })}</li>}
      {resolved_at === null && (
        <li>
          {last_good_at === null
            ? t("noGood")
            : t.rich("lastGood", {
                time: () => <RelativeTime value={last_good_at} className="text-ink-soft" />,
              })}
        </li>
      )}
      {incident.state === "acknowledged" && (
        <li className="[overflow-wrap:anywhere] text-ink">
          {incident.acknowledged_by === null
            ? t("someoneHasIt")
            : t("hasIt", { email: incident.acknowledged_by })}
        </li>
      )}
      {isSnoozed && (
        <li className="text-ink">
          {t.rich("snoozedUntil", { time: () => <Minute value={snoozed_until} /> })}
        </li>
      )}
      {incident.in_maintenance && <li>{t("inMaintenance")}</li>}
      {last_run_id !== null && (
        <li>
          <Link
            href={`/runs/${last_run_id}`}
            className="text-accent-strong underline underline-offset-2"
          >
            {t("newestRun")}
          </Link>
        </li>
      )}
      {!isOwnPage && (
        <li>
          <Link
            href={`/alerts/incidents/${incident.id}`}
            aria-label={t("details", { name: incident.routine_name })}
            className="text-accent-strong underline underline-offset-2"
          >
            {t("timeline")}
          </Link>
        </li>
      )}
    </ul>
  );
}
