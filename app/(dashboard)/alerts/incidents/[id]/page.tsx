import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { actOnIncidentAction } from "@/app/(dashboard)/alerts/incident-actions";
import { findOrNull } from "@/app/find-or-null";
import { IncidentActions } from "@/components/incidents/incident-actions";
import { IncidentFacts } from "@/components/incidents/incident-facts";
import { IncidentHistory } from "@/components/incidents/incident-history";
import { IncidentLead } from "@/components/incidents/incident-lead";
import { IncidentReason } from "@/components/incidents/incident-reason";
import { IncidentTimeline } from "@/components/incidents/incident-timeline";
import { NoteForm } from "@/components/incidents/note-form";
import { toTimeline } from "@/components/incidents/timeline-entries";
import { PageHeader } from "@/components/page/page-header";
import { Section } from "@/components/page/section";
import { TextLink } from "@/components/ui/link";
import { requireContext } from "@/lib/auth/require-context";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { hasRole } from "@/lib/domain/workspace/role";
import { getIncident } from "@/lib/services/incidents/get-incident";
import { listRuns } from "@/lib/services/runs/list-runs";

const MAX_RUNS = 50;

type IncidentPageProps = PageProps<"/alerts/incidents/[id]">;

const requireIncident = cache(async (id: string) => {
  const { context } = await requireContext();
  const incident = (await findOrNull(getIncident(context, id))) ?? notFound();
  return { context, incident };
});

export async function generateMetadata({ params }: IncidentPageProps): Promise<Metadata> {
  const { incident } = await requireIncident((await params).id);
  const t = await getTranslations("incidents");
  return { title: t("titleOf", { name: incident.routine_name }) };
}

export default async function IncidentPage({ params }: IncidentPageProps) {
  const { id } = await params;
  const { context, incident } = await requireIncident(id);
  const { last_good_at: lastGood, opened_at: opened, resolved_at: resolved } = incident;
  const at = (time: string, offsetMs: number) =>
    new Date(Date.parse(time) + offsetMs).toISOString();
  const [t, runs] = await Promise.all([
    getTranslations("incidents"),
    listRuns(context, {
      routine_id: incident.routine_id,
      from: lastGood === null ? at(opened, -MINUTE_MS) : at(lastGood, 0),
      ...(resolved !== null && { to: at(resolved, MINUTE_MS) }),
      limit: MAX_RUNS,
    }),
  ]);
  const canEdit = hasRole(context.role, "MEMBER");
  const now = new Date();
  const { events, deliveries, group } = incident;
  return (
    <>
      <PageHeader
        title={t("titleOf", { name: incident.routine_name })}
        lead={<IncidentLead incident={incident} now={now} />}
        actions={
          canEdit &&
          resolved === null && (
            <IncidentActions
              state={incident.state}
              action={actOnIncidentAction.bind(null, id)}
              isMain
            />
          )
        }
      />
      <Section title={t("why")} aside={<p className="text-sm text-ink-faint">{t("byRule")}</p>}>
        <IncidentReason incident={incident} />
      </Section>
      <Section title={t("timeline")}>
        {canEdit && <NoteForm action={actOnIncidentAction.bind(null, id)} />}
        <IncidentTimeline entries={toTimeline({ events, deliveries, runs: runs.data })} />
        {runs.next_cursor !== null && (
          <p className="mt-2 text-sm text-ink-faint">
            {t("moreRuns", { count: MAX_RUNS })}{" "}
            <TextLink href={`/routines/${incident.routine_id}`}>{t("allRuns")}</TextLink>
          </p>
        )}
      </Section>
      {group.length > 0 && (
        <Section
          title={t("relatedTitle")}
          aside={<p className="text-sm text-ink-faint">{t("relatedLead")}</p>}
        >
          <IncidentHistory incidents={group} now={now} />
        </Section>
      )}
      <Section title={t("factsTitle")}>
        <IncidentFacts incident={incident} />
      </Section>
    </>
  );
}
