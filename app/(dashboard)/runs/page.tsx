import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { orPlainList } from "@/app/(dashboard)/or-plain-list";
import { EmptyState } from "@/components/page/empty-state";
import { PageHeader } from "@/components/page/page-header";
import { Pagination } from "@/components/page/pagination";
import { readQuery, type Query } from "@/components/page/query";
import { RunFilters } from "@/components/runs/list/run-filters";
import { RunTable } from "@/components/runs/list/run-table";
import { requireContext } from "@/lib/auth/require-context";
import { runFilters, runTriggers } from "@/lib/domain/run/run";
import type { ServiceContext } from "@/lib/services/context";
import { listRuns } from "@/lib/services/runs/list-runs";

const PATH = "/runs";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("runs"))("title") };
}

async function RunList({ context, query }: { context: ServiceContext; query: Query }) {
  const [t, { data: runs, next_cursor }] = await Promise.all([
    getTranslations("runs"),
    orPlainList(listRuns(context, query), PATH),
  ]);
  if (runs.length === 0) {
    return Object.keys(query).length === 0 ? (
      <EmptyState title={t("emptyTitle")} text={t("emptyText")} />
    ) : (
      <EmptyState title={t("noneFoundTitle")} text={t("noneFoundText")} />
    );
  }
  return (
    <>
      <RunTable runs={runs} withRoutine maxAttempts={null} />
      <Pagination path={PATH} query={query} nextCursor={next_cursor} />
    </>
  );
}

export default async function RunsPage({ searchParams }: PageProps<"/runs">) {
  const { context } = await requireContext();
  const t = await getTranslations("runs");
  const query = readQuery(await searchParams, {
    status: runFilters,
    triggered_by: runTriggers,
    cursor: null,
  });
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <RunFilters path={PATH} query={query} />
      <RunList context={context} query={query} />
    </>
  );
}
