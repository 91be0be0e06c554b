import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import {
  acknowledgeAllAction,
  actOnIncidentAction,
} from "@/app/(dashboard)/alerts/incident-actions";
import { readList } from "@/app/(dashboard)/read-list";
import { runRoutineNowAction } from "@/app/(dashboard)/routines/actions";
import { PolicyWords } from "@/components/alert-policy/policy-words";
import { FirstChannel } from "@/components/channels/first-channel";
import { GroupAction } from "@/components/incidents/group-action";
import { IncidentActions } from "@/components/incidents/incident-actions";
import { IncidentList } from "@/components/incidents/incident-list";
import { EmptyState } from "@/components/page/empty-state";
import { PageHeader } from "@/components/page/page-header";
import { PageLink, Pagination } from "@/components/page/pagination";
import { withQuery } from "@/components/page/query";
import { Section } from "@/components/page/section";
import { FailingList } from "@/components/routines/list/failing-list";
import { RunNowButton } from "@/components/routines/run-now";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import { getAlertPolicy } from "@/lib/services/alert-policies/get-alert-policy";
import { listChannels } from "@/lib/services/channels/list-channels";
import { countUnresolved } from "@/lib/services/incidents/count-unresolved";
import { listIncidents } from "@/lib/services/incidents/list-incidents";
import { listFailing } from "@/lib/services/runs/list-failing";

const PAGE_ROWS = 100;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("alerts"))("title") };
}

export default async function AlertsPage({ searchParams }: PageProps<"/alerts">) {
  const { context } = await requireContext();
  const canEdit = hasRole(context.role, "MEMBER");
  const [t, { query, list }, count, failing, policy, channels] = await Promise.all([
    getTranslations(),
    readList(await searchParams, { cursor: null }, ({ cursor }) =>
      listIncidents(context, { limit: PAGE_ROWS, cursor }),
    ),
    countUnresolved(context),
    listFailing(context),
    getAlertPolicy(context),
    listChannels(context),
  ]);
  const unresolved = list.data.filter(({ state }) => state !== "resolved");
  const alerted = new Set(unresolved.map((incident) => incident.routine_id));
  const pending = failing.routines.filter(({ routine }) => !alerted.has(routine.id));
  const isCalm = unresolved.length === 0 && pending.length === 0;
  return (
    <>
      <PageHeader
        title={t("alerts.title")}
        lead={
          !isCalm && (
            <p className="flex flex-wrap gap-x-1.5">
              {count.open > 0 && (
                <strong className="font-medium text-failed">
                  {t("alerts.open", { count: count.open })}
                </strong>
              )}
              {count.acknowledged > 0 && (
                <span>{t("alerts.acknowledged", { count: count.acknowledged })}</span>
              )}
              {failing.total > 0 && <span>{t("alerts.failing", { count: failing.total })}</span>}
            </p>
          )
        }
      />
      {channels.length === 0 && <FirstChannel canEdit={canEdit} />}
      {isCalm && <EmptyState title={t("alerts.calmTitle")} text={t("alerts.calmText")} />}
      {unresolved.length > 0 && (
        <Section title={t("alerts.unresolved")}>
          <IncidentList
            incidents={unresolved}
            now={new Date()}
            renderActions={({ id, state }) =>
              canEdit && (
                <IncidentActions state={state} action={actOnIncidentAction.bind(null, id)} />
              )
            }
            renderGroupAction={(ids) =>
              canEdit && (
                <GroupAction count={ids.length} action={acknowledgeAllAction.bind(null, ids)} />
              )
            }
          />
          <Pagination
            previous={query.cursor && <PageLink href="/alerts">{t("common.firstPage")}</PageLink>}
            next={
              list.next_cursor !== null &&
              unresolved.length === PAGE_ROWS && (
                <PageLink href={withQuery("/alerts", { cursor: list.next_cursor })}>
                  {t("common.nextPage")}
                </PageLink>
              )
            }
          />
        </Section>
      )}
      {pending.length > 0 && (
        <Section title={t("alerts.pending")}>
          <p className="-mt-2 mb-3 max-w-3xl text-sm text-ink-faint">
            {t.rich("alerts.pendingText", { policy: () => <PolicyWords policy={policy} /> })}
          </p>
          <FailingList
            failing={pending}
            heading="h3"
            withAdvice
            renderRunNow={(id) =>
              canEdit && <RunNowButton action={runRoutineNowAction.bind(null, id)} />
            }
          />
        </Section>
      )}
    </>
  );
}
