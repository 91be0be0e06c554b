import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readList } from "@/app/(dashboard)/read-list";
import {
  changeRoutinesAction,
  runRoutinesNowAction,
} from "@/app/(dashboard)/routines/bulk-actions";
import { EmptyState } from "@/components/page/empty-state";
import { PageHeader } from "@/components/page/page-header";
import { PageLink, Pagination } from "@/components/page/pagination";
import { readQuery, withQuery, type Query } from "@/components/page/query";
import { LimitHint } from "@/components/routines/limit-hint";
import { BulkBar } from "@/components/routines/list/bulk-bar";
import { RoutineFilters } from "@/components/routines/list/routine-filters";
import { RoutineSelection } from "@/components/routines/list/routine-selection";
import { RoutineTable } from "@/components/routines/list/routine-table";
import { NewRoutineButton } from "@/components/routines/new-routine-button";
import { StarterLinks } from "@/components/routines/starter-links";
import type { ShownTag } from "@/components/tags/tag-mark";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { requireContext } from "@/lib/auth/require-context";
import {
  routineKinds,
  routineOutcomes,
  routineSorts,
  routineStates,
} from "@/lib/domain/routine/routine-options";
import { hasRole } from "@/lib/domain/workspace/role";
import type { ServiceContext } from "@/lib/services/context";
import { getWorkspaceUsage } from "@/lib/services/limits/workspace-usage";
import { browseRoutines, type RoutineListPage } from "@/lib/services/routines/list-routines";
import { listStrips } from "@/lib/services/runs/list-strips";
import { listShownTags } from "@/lib/services/tags/list-tags";

const PATH = "/routines";
const PAGE_ROWS = 25;
const MARKS = 40;

/** The filters in the address of the list. */
const filters = {
  q: null,
  kind: routineKinds,
  state: routineStates,
  last_status: routineOutcomes,
  tag: null,
} as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("routines"))("title") };
}

const listActions = { change: changeRoutinesAction, runNow: runRoutinesNowAction };

type RoutineListProps = {
  context: ServiceContext;
  page: RoutineListPage;
  query: Query;
  tags: readonly ShownTag[];
  canEdit: boolean;
};

async function RoutineList({ context, page, query, tags, canEdit }: RoutineListProps) {
  const t = await getTranslations("routines");
  const rows = page.data.map(({ id, name }) => ({ id, name }));
  const strips = await listStrips(
    context,
    rows.map(({ id }) => id),
    MARKS,
  );
  const filter = readQuery(query, filters);
  const around = { ...query, cursor: undefined, before: undefined };
  return (
    <RoutineSelection
      key={JSON.stringify(filter)}
      rows={rows}
      matching={page.matching}
      filter={filter}
      knownTags={tags.map(({ name }) => name)}
      actions={listActions}
    >
      {rows.length > 0 ? (
        <RoutineTable
          routines={page.data}
          tags={tags}
          strips={strips}
          places={MARKS}
          path={PATH}
          query={query}
          canEdit={canEdit}
        />
      ) : page.total === 0 ? (
        <EmptyState
          title={t("emptyTitle")}
          text={t("emptyText")}
          action={canEdit && <StarterLinks limits={context.limits} />}
        />
      ) : (
        <EmptyState title={t("noneFoundTitle")} text={t("noneFoundText")} />
      )}
      <Pagination
        label={t("pages")}
        previous={
          page.previous_cursor && (
            <PageLink href={withQuery(PATH, { ...around, before: page.previous_cursor })}>
              {t("previousPage")}
            </PageLink>
          )
        }
        next={
          page.next_cursor && (
            <PageLink href={withQuery(PATH, { ...around, cursor: page.next_cursor })}>
              {t("nextPage")}
            </PageLink>
          )
        }
      />
      <BulkBar />
    </RoutineSelection>
  );
}

export default async function RoutinesPage({ searchParams }: PageProps<"/routines">) {
  const { context } = await requireContext();
  const canEdit = hasRole(context.role, "MEMBER");
  const [t, usage, tags, { query, list: page }] = await Promise.all([
    getTranslations("routines"),
    getWorkspaceUsage(context),
    listShownTags(context),
    readList(
      await searchParams,
      { ...filters, sort: routineSorts, cursor: null, before: null },
      (fitting) => browseRoutines(context, { ...fitting, limit: PAGE_ROWS }),
    ),
  ]);
  const { total, matching } = page;
  const counts = [
    total > 0 && t("total", { count: total }),
    matching < total && t("matching", { count: matching }),
  ];
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={<p role="status">{counts.filter(Boolean).join(", ")}</p>}
        actions={
          canEdit && (
            <div className="flex flex-wrap gap-2">
              <Button asChild>
                <Link href="/routines/import">{t("import")}</Link>
              </Button>
              <NewRoutineButton />
            </div>
          )
        }
      />
      {canEdit && <LimitHint usage={usage} />}
      <RoutineFilters path={PATH} query={query} knownTags={tags.map(({ name }) => name)} />
      <RoutineList context={context} page={page} query={query} tags={tags} canEdit={canEdit} />
    </>
  );
}
