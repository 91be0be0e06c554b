import { getTranslations } from "next-intl/server";
import { readHealth } from "@/app/(dashboard)/read-health";
import { runRoutineNowAction } from "@/app/(dashboard)/routines/actions";
import { showsDemo } from "@/app/(dashboard)/shows-demo";
import { HealthNotice } from "@/components/overview/health-notice";
import { OverviewLead } from "@/components/overview/overview-lead";
import { OverviewNumbers } from "@/components/overview/overview-numbers";
import { UpcomingList } from "@/components/overview/upcoming-list";
import { DemoNote } from "@/components/page/demo-note";
import { EmptyState } from "@/components/page/empty-state";
import { PageHeader } from "@/components/page/page-header";
import { Section } from "@/components/page/section";
import { gridPaths } from "@/components/pulse/grid-paths";
import { PulseGrid, type GridRow } from "@/components/pulse/pulse-grid";
import { FailingList } from "@/components/routines/list/failing-list";
import { NewRoutineButton } from "@/components/routines/new-routine-button";
import { routineState } from "@/components/routines/routine-state";
import { RunNowButton } from "@/components/routines/run-now";
import { StarterLinks } from "@/components/routines/starter-links";
import { TextLink } from "@/components/ui/link";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
import type { OverviewDto } from "@/lib/domain/run/overview";
import type { PulseRow } from "@/lib/domain/run/pulse";
import { hasRole } from "@/lib/domain/workspace/role";
import type { ServiceContext } from "@/lib/services/context";
import { getOverview } from "@/lib/services/runs/get-overview";

const ATTENTION_ROWS = 6;
const WORST_FIRST = "/routines?sort=outcome";

/** A row of the grid with what the browser needs: less than a tenth of the routine. */
function toGridRow({ failing, degraded }: OverviewDto) {
  const failingIds = new Set(failing.routines.map(({ routine }) => routine.id));
  const degradedIds = new Set(degraded.routines.map(({ routine }) => routine.id));
  return ({ routine, counts, columns }: PulseRow): GridRow => {
    const { id, name } = routine;
    const state = routineState(routine);
    const outcome = failingIds.has(id)
      ? "FAIL"
      : degradedIds.has(id)
        ? "DEGRADED"
        : (routine.last_status ?? "none");
    return {
      id,
      name,
      counts,
      paths: gridPaths(columns),
      state: state === "active" ? outcome : state,
    };
  };
}

/** What to begin with, and the form without anything in it. */
function FirstSteps({ limits }: { limits: RoutineLimits }) {
  return (
    <div className="grid justify-items-center gap-4">
      <StarterLinks limits={limits} />
      <NewRoutineButton />
    </div>
  );
}

export async function Overview({ context }: { context: ServiceContext }) {
  const [t, overview, health, isDemo] = await Promise.all([
    getTranslations("overview"),
    getOverview(context),
    readHealth(context),
    showsDemo(),
  ]);
  const canEdit = hasRole(context.role, "MEMBER");
  if (overview.routines_total === 0) {
    return (
      <>
        <PageHeader title={t("title")} />
        <EmptyState
          title={t("emptyTitle")}
          text={t("emptyText")}
          action={canEdit && <FirstSteps limits={context.limits} />}
        />
      </>
    );
  }
  const { failing, degraded, pulse, today, before } = overview;
  const unhealthy = [...failing.routines, ...degraded.routines].slice(0, ATTENTION_ROWS);
  const unhealthyTotal = failing.total + degraded.total;
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={<OverviewLead overview={overview} />}
        actions={canEdit && <NewRoutineButton />}
      />
      {isDemo && <DemoNote>{t("demo")}</DemoNote>}
      <HealthNotice health={health} />
      {unhealthy.length > 0 && (
        <Section
          title={t("attentionTitle")}
          aside={
            unhealthyTotal > unhealthy.length && (
              <TextLink href={WORST_FIRST} className="text-sm">
                {t("allRoutines", { count: unhealthyTotal })}
              </TextLink>
            )
          }
        >
          <FailingList
            heading="h3"
            failing={unhealthy}
            renderRunNow={(id) =>
              canEdit && <RunNowButton action={runRoutineNowAction.bind(null, id)} />
            }
          />
        </Section>
      )}
      <Section
        title={t("pulseTitle", { hours: (pulse.columns * pulse.column_minutes) / 60 })}
        aside={
          overview.routines_total > pulse.rows.length && (
            <TextLink href={WORST_FIRST} className="text-sm">
              {t("allRoutines", { count: overview.routines_total })}
            </TextLink>
          )
        }
      >
        <PulseGrid
          rows={pulse.rows.map(toGridRow(overview))}
          startsAt={pulse.starts_at}
          columns={pulse.columns}
          columnMinutes={pulse.column_minutes}
        />
      </Section>
      <Section
        title={t("numbersTitle")}
        aside={
          <p className="text-sm text-ink-faint">
            {today.is_cut
              ? t("newestOnly", { count: today.runs })
              : before.runs === 0 && t("firstDay")}
          </p>
        }
      >
        <OverviewNumbers today={today} before={before} />
      </Section>
      {overview.upcoming.length > 0 && (
        <Section title={t("upcomingTitle")}>
          <UpcomingList routines={overview.upcoming} />
        </Section>
      )}
    </>
  );
}
