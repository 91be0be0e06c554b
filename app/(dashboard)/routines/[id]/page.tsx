import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readList } from "@/app/(dashboard)/read-list";
import { RoutineFrame } from "@/app/(dashboard)/routines/[id]/routine-frame";
import { routineOrNotFound } from "@/app/(dashboard)/routines/[id]/routine-or-not-found";
import { loadRunsAction } from "@/app/(dashboard)/routines/[id]/run-actions";
import { showsDemo } from "@/app/(dashboard)/shows-demo";
import { DurationChart } from "@/components/durations/duration-chart";
import {
  findThresholds,
  toChartRun,
  type DurationData,
} from "@/components/durations/duration-points";
import { RangeLinks } from "@/components/durations/range-links";
import { DemoNote } from "@/components/page/demo-note";
import { EmptyState } from "@/components/page/empty-state";
import { readQuery, withQuery } from "@/components/page/query";
import { Section } from "@/components/page/section";
import { packPulse } from "@/components/pulse/pulse-code";
import { RoutineFacts } from "@/components/routines/routine-facts";
import { RunFeed } from "@/components/runs/list/run-feed";
import { RunFilters } from "@/components/runs/list/run-filters";
import { isDay, toRunPeriod } from "@/components/runs/list/run-period";
import { Button } from "@/components/ui/button";
import { Link, TextLink } from "@/components/ui/link";
import { durationRanges, fitSummary } from "@/lib/domain/run/duration-summary";
import { runFilters, runTriggers } from "@/lib/domain/run/run";
import { findMadeToFail } from "@/lib/domain/workspace/demo-endpoint";
import { getRoutinePolicy } from "@/lib/services/alert-policies/get-routine-policy";
import { listSecrets } from "@/lib/services/routines/list-secrets";
import { listPulses } from "@/lib/services/runs/list-pulses";
import { listRuns } from "@/lib/services/runs/list-runs";
import { summarizeDurations } from "@/lib/services/runs/summarize-durations";

const MARKS = 200;
/** Enough that the end is below the screen, so that more runs load as the reader scrolls to it. */
const PAGE_ROWS = 15;

/** The parameters of the history's address. */
const runQuery = { status: runFilters, triggered_by: runTriggers, from: isDay, to: isDay } as const;
type RunQuery = Partial<Record<keyof typeof runQuery, string>>;

export async function generateMetadata({ params }: PageProps<"/routines/[id]">): Promise<Metadata> {
  return { title: (await routineOrNotFound((await params).id)).routine.name };
}

export default async function RoutinePage({ params, searchParams }: PageProps<"/routines/[id]">) {
  const { id } = await params;
  const { context, routine } = await routineOrNotFound(id);
  const path = `/routines/${id}`;
  const parameters = await searchParams;
  const { range } = readQuery(parameters, { range: durationRanges });
  const chosenRange = durationRanges.find((known) => known === range);
  const toFilters = ({ from, to, ...filters }: RunQuery) => ({
    ...filters,
    ...toRunPeriod({ from, to }, routine.timezone),
    routine_id: id,
  });
  const [t, secrets, pulses, summary, policy, history] = await Promise.all([
    getTranslations(),
    listSecrets(context),
    listPulses(context, [id], MARKS),
    chosenRange === undefined ? null : summarizeDurations(context, id, chosenRange),
    getRoutinePolicy(context, id),
    readList(parameters, { ...runQuery, cursor: null }, ({ cursor: place, ...asked }) =>
      listRuns(context, { ...toFilters(asked), limit: PAGE_ROWS, cursor: place }),
    ),
  ]);
  const demoStatus = (await showsDemo()) ? findMadeToFail(routine.endpoint_url) : null;
  const runs = history.list;
  const { cursor, ...query } = history.query;
  const marks = pulses[id] ?? [];
  const data: DurationData =
    summary === null
      ? { kind: "runs", runs: marks.map(toChartRun) }
      : { kind: "summary", summary: fitSummary(summary, routine.created_at) };
  const kept = { ...query, range };
  return (
    <RoutineFrame context={context} routine={routine} tab="runs">
      {demoStatus !== null && (
        <DemoNote>{t("routine.madeToFail", { status: demoStatus })}</DemoNote>
      )}
      {marks.length > 0 && (
        <Section title={t("chart.title")} aside={<RangeLinks path={path} query={kept} />}>
          <DurationChart
            data={data}
            strip={{ code: packPulse(marks), places: marks.length }}
            thresholds={findThresholds(routine.success_rules)}
          />
        </Section>
      )}
      <Section title={t("routine.factsTitle")}>
        <RoutineFacts
          routine={routine}
          limits={context.limits}
          secrets={secrets}
          inheritedPolicy={policy.inherited}
        />
      </Section>
      <Section
        title={t("routine.historyTitle")}
        aside={
          <TextLink href={`${path}/slots`} className="text-sm">
            {t("slots.title")}
          </TextLink>
        }
      >
        {marks.length === 0 ? (
          <EmptyState title={t("routine.neverRunTitle")} text={t("routine.neverRunText")} />
        ) : (
          <>
            <RunFilters path={path} query={query} timezone={routine.timezone} kept={{ range }} />
            {cursor !== undefined && (
              <Button asChild size="sm" className="mb-3">
                <Link href={withQuery(path, kept)}>{t("common.firstPage")}</Link>
              </Button>
            )}
            {runs.data.length === 0 ? (
              <EmptyState title={t("runs.noneFoundTitle")} text={t("runs.noneFoundText")} />
            ) : (
              <RunFeed
                key={withQuery(path, { ...query, cursor })}
                path={path}
                query={kept}
                first={runs}
                load={loadRunsAction.bind(null, toFilters(query))}
                maxAttempts={routine.max_attempts}
              />
            )}
          </>
        )}
      </Section>
    </RoutineFrame>
  );
}
