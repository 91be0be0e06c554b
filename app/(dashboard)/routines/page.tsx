import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { orPlainList } from "@/app/(dashboard)/or-plain-list";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { EmptyState } from "@/components/layout/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { Pagination } from "@/components/layout/pagination";
import { readQuery, type Query } from "@/components/layout/query";
import { NewRoutineButton } from "@/components/routines/new-routine-button";
import { RoutineFilters } from "@/components/routines/routine-filters";
import { RoutineTable } from "@/components/routines/routine-table";
import { requireContext } from "@/lib/auth/require-context";
import { routineSorts } from "@/lib/domain/routine";
import { runStatuses } from "@/lib/domain/run";
import type { ServiceContext } from "@/lib/services/context";
import { listPulses } from "@/lib/services/list-pulses";
import { listRoutines } from "@/lib/services/list-routines";

const PATH = "/routines";
const MARKS = 40;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("routines"))("title") };
}

async function RoutineList({ context, query }: { context: ServiceContext; query: Query }) {
  const [t, { data: routines, next_cursor }] = await Promise.all([
    getTranslations("routines"),
    orPlainList(listRoutines(context, query), PATH),
  ]);
  if (routines.length === 0) {
    return Object.keys(query).length === 0 ? (
      <EmptyState title={t("emptyTitle")} text={t("emptyText")} />
    ) : (
      <EmptyState title={t("noneFoundTitle")} text={t("noneFoundText")} />
    );
  }
  const pulses = await listPulses(
    context,
    routines.map(({ id }) => id),
    MARKS,
  );
  return (
    <>
      <RoutineTable routines={routines} pulses={pulses} places={MARKS} />
      <Pagination path={PATH} query={query} nextCursor={next_cursor} />
    </>
  );
}

export default async function RoutinesPage({ searchParams }: PageProps<"/routines">) {
  const { context } = await requireContext();
  const t = await getTranslations("routines");
  const query = readQuery(await searchParams, {
    q: null,
    is_active: ["true", "false"],
    last_status: runStatuses,
    sort: routineSorts,
    cursor: null,
  });
  return (
    <>
      <AutoRefresh />
      <PageHeader title={t("title")} actions={<NewRoutineButton />} />
      <RoutineFilters path={PATH} query={query} />
      <RoutineList context={context} query={query} />
    </>
  );
}
