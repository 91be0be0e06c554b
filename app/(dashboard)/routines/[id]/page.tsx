import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { orPlainList } from "@/app/(dashboard)/or-plain-list";
import {
  deleteRoutineAction,
  runRoutineNowAction,
  setRoutineActiveAction,
} from "@/app/(dashboard)/routines/actions";
import { requireRoutine } from "@/app/(dashboard)/routines/[id]/require-routine";
import { AutoRefresh } from "@/components/layout/auto-refresh";
import { EmptyState } from "@/components/layout/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { Pagination } from "@/components/layout/pagination";
import { readQuery } from "@/components/layout/query";
import { Section } from "@/components/layout/section";
import { RoutineActions } from "@/components/routines/routine-actions";
import { RoutineFacts } from "@/components/routines/routine-facts";
import { RoutineLead } from "@/components/routines/routine-lead";
import { PulseChart } from "@/components/runs/pulse-chart";
import { RunFilters } from "@/components/runs/run-filters";
import { RunTable } from "@/components/runs/run-table";
import { runStatuses, runTriggers } from "@/lib/domain/run";
import { listPulses } from "@/lib/services/list-pulses";
import { listRuns } from "@/lib/services/list-runs";
import { listSecrets } from "@/lib/services/list-secrets";

const MARKS = 200;
const PAGE_ROWS = 25;

export async function generateMetadata({ params }: PageProps<"/routines/[id]">): Promise<Metadata> {
  return { title: (await requireRoutine((await params).id)).routine.name };
}

export default async function RoutinePage({ params, searchParams }: PageProps<"/routines/[id]">) {
  const { id } = await params;
  const { context, routine } = await requireRoutine(id);
  const path = `/routines/${id}`;
  const query = readQuery(await searchParams, {
    status: runStatuses,
    triggered_by: runTriggers,
    cursor: null,
  });
  const [t, pulses, { data: runs, next_cursor }] = await Promise.all([
    getTranslations(),
    listPulses(context, [id], MARKS),
    orPlainList(listRuns(context, { ...query, routine_id: id, limit: PAGE_ROWS }), path),
  ]);
  const marks = pulses[id] ?? [];
  return (
    <>
      <AutoRefresh />
      <PageHeader
        title={routine.name}
        lead={<RoutineLead routine={routine} />}
        actions={
          <RoutineActions
            routine={routine}
            runNow={runRoutineNowAction.bind(null, id)}
            setActive={setRoutineActiveAction.bind(null, id, !routine.is_active)}
            remove={deleteRoutineAction.bind(null, id)}
          />
        }
      />
      {marks.length > 0 && (
        <Section title={t("routine.pulseTitle")}>
          <PulseChart marks={marks} />
        </Section>
      )}
      <Section title={t("routine.factsTitle")}>
        <RoutineFacts routine={routine} secrets={listSecrets(context)} />
      </Section>
      <Section title={t("routine.historyTitle")}>
        {marks.length === 0 ? (
          <EmptyState title={t("routine.neverRunTitle")} text={t("routine.neverRunText")} />
        ) : (
          <>
            <RunFilters path={path} query={query} />
            {runs.length === 0 ? (
              <EmptyState title={t("runs.noneFoundTitle")} text={t("runs.noneFoundText")} />
            ) : (
              <RunTable runs={runs} withRoutine={false} maxAttempts={routine.max_attempts} />
            )}
            <Pagination path={path} query={query} nextCursor={next_cursor} />
          </>
        )}
      </Section>
    </>
  );
}
