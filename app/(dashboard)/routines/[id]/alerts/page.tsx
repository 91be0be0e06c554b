import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { saveRoutinePolicyAction, testPolicyAction } from "@/app/(dashboard)/alerts/policy-actions";
import { RoutineFrame } from "@/app/(dashboard)/routines/[id]/routine-frame";
import { routineOrNotFound } from "@/app/(dashboard)/routines/[id]/routine-or-not-found";
import { PolicyForm } from "@/components/alert-policy/policy-form";
import { PolicyWithOrigin } from "@/components/alert-policy/policy-with-origin";
import {
  findThresholds,
  toChartRun,
  type DurationData,
} from "@/components/durations/duration-points";
import { IncidentHistory } from "@/components/incidents/incident-history";
import { Section } from "@/components/page/section";
import { packPulse } from "@/components/pulse/pulse-code";
import { fitSummary } from "@/lib/domain/run/duration-summary";
import { hasRole } from "@/lib/domain/workspace/role";
import { getRoutinePolicy } from "@/lib/services/alert-policies/get-routine-policy";
import { listIncidents } from "@/lib/services/incidents/list-incidents";
import { listPulses } from "@/lib/services/runs/list-pulses";
import { summarizeDurations } from "@/lib/services/runs/summarize-durations";

const INCIDENTS = 10;
const MARKS = 200;
/** The days that a draft is tried on, and the range of the chart where there are more runs than marks. */
const RANGE = { range: "7d", days: 7 } as const;

type AlertsPageProps = PageProps<"/routines/[id]/alerts">;

export async function generateMetadata({ params }: AlertsPageProps): Promise<Metadata> {
  const { routine } = await routineOrNotFound((await params).id);
  const t = await getTranslations("alertPolicy.routine");
  return { title: t("pageTitle", { name: routine.name }) };
}

/** The alert policy of a routine, and its incidents. */
export default async function RoutineAlertsPage({ params }: AlertsPageProps) {
  const { id } = await params;
  const { context, routine } = await routineOrNotFound(id);
  const [t, { applied, inherited }, incidents, pulses] = await Promise.all([
    getTranslations("alertPolicy.routine"),
    getRoutinePolicy(context, id),
    listIncidents(context, { routine_id: id, limit: INCIDENTS }),
    listPulses(context, [id], MARKS),
  ]);
  const marks = pulses[id] ?? [];
  const data: DurationData =
    marks.length < MARKS
      ? { kind: "runs", runs: marks.map(toChartRun) }
      : {
          kind: "summary",
          summary: fitSummary(
            await summarizeDurations(context, id, RANGE.range),
            routine.created_at,
          ),
        };
  const canEdit = hasRole(context.role, "MEMBER");
  return (
    <RoutineFrame context={context} routine={routine} tab="alerts">
      <Section title={t("policyTitle")}>
        {canEdit ? (
          <PolicyForm
            policy={applied.policy}
            choice={{
              isOwn: applied.origin.from === "ROUTINE",
              inherit: t.rich("inherit", { policy: () => <PolicyWithOrigin {...inherited} /> }),
              own: t("own"),
            }}
            days={RANGE.days}
            action={saveRoutinePolicyAction.bind(null, id)}
            test={testPolicyAction.bind(null, { routineId: id, days: RANGE.days })}
            {...(marks.length > 0 && {
              chart: {
                data,
                strip: { code: packPulse(marks), places: marks.length },
                thresholds: findThresholds(routine.success_rules),
              },
            })}
          />
        ) : (
          <p>
            <PolicyWithOrigin {...applied} />
          </p>
        )}
      </Section>
      <Section title={t("incidentsTitle")}>
        {incidents.data.length === 0 ? (
          <p className="text-ink-faint">{t("noIncidents")}</p>
        ) : (
          <IncidentHistory incidents={incidents.data} now={new Date()} />
        )}
      </Section>
    </RoutineFrame>
  );
}
