import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readList } from "@/app/(dashboard)/read-list";
import { IncidentHistory } from "@/components/incidents/incident-history";
import { EmptyState } from "@/components/page/empty-state";
import { PageHeader } from "@/components/page/page-header";
import { PageLink, Pagination } from "@/components/page/pagination";
import { withQuery } from "@/components/page/query";
import { requireContext } from "@/lib/auth/require-context";
import { listIncidents } from "@/lib/services/incidents/list-incidents";

const PATH = "/alerts/history";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("alerts.nav"))("history") };
}

export default async function HistoryPage({ searchParams }: PageProps<"/alerts/history">) {
  const { context } = await requireContext();
  const [t, { query, list }] = await Promise.all([
    getTranslations(),
    readList(await searchParams, { cursor: null }, ({ cursor }) =>
      listIncidents(context, { state: "resolved", cursor }),
    ),
  ]);
  return (
    <>
      <PageHeader title={t("alerts.nav.history")} lead={<p>{t("alerts.historyLead")}</p>} />
      {list.data.length === 0 ? (
        <EmptyState title={t("alerts.historyEmptyTitle")} text={t("alerts.historyEmptyText")} />
      ) : (
        <IncidentHistory incidents={list.data} now={new Date()} />
      )}
      <Pagination
        previous={query.cursor && <PageLink href={PATH}>{t("common.firstPage")}</PageLink>}
        next={
          list.next_cursor !== null && (
            <PageLink href={withQuery(PATH, { cursor: list.next_cursor })}>
              {t("common.nextPage")}
            </PageLink>
          )
        }
      />
    </>
  );
}
