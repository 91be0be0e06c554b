import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readList } from "@/app/(dashboard)/read-list";
import { EmptyState } from "@/components/page/empty-state";
import { PageHeader } from "@/components/page/page-header";
import { PageLink, Pagination } from "@/components/page/pagination";
import { withQuery } from "@/components/page/query";
import { RunFilters } from "@/components/runs/list/run-filters";
import { RunTable } from "@/components/runs/list/run-table";
import { requireContext } from "@/lib/auth/require-context";
import { runFilters, runTriggers } from "@/lib/domain/run/run";
import { listRuns } from "@/lib/services/runs/list-runs";
import { listShownTags } from "@/lib/services/tags/list-tags";

const PATH = "/runs";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("runs"))("title") };
}

export default async function RunsPage({ searchParams }: PageProps<"/runs">) {
  const { context } = await requireContext();
  const [t, tags, { query, list: runs }] = await Promise.all([
    getTranslations(),
    listShownTags(context),
    readList(
      await searchParams,
      { status: runFilters, triggered_by: runTriggers, tag: null, cursor: null },
      (fitting) => listRuns(context, fitting),
    ),
  ]);
  return (
    <>
      <PageHeader title={t("runs.title")} lead={t("runs.lead")} />
      <RunFilters path={PATH} query={query} knownTags={tags.map(({ name }) => name)} />
      {runs.data.length > 0 ? (
        <>
          <RunTable runs={runs.data} withRoutine maxAttempts={null} />
          <Pagination
            previous={
              query.cursor && (
                <PageLink href={withQuery(PATH, { ...query, cursor: undefined })}>
                  {t("common.firstPage")}
                </PageLink>
              )
            }
            next={
              runs.next_cursor && (
                <PageLink href={withQuery(PATH, { ...query, cursor: runs.next_cursor })}>
                  {t("common.nextPage")}
                </PageLink>
              )
            }
          />
        </>
      ) : Object.keys(query).length === 0 ? (
        <EmptyState title={t("runs.emptyTitle")} text={t("runs.emptyText")} />
      ) : (
        <EmptyState title={t("runs.noneFoundTitle")} text={t("runs.noneFoundText")} />
      )}
    </>
  );
}
