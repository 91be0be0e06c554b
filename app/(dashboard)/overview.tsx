import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { runRoutineNowAction } from "@/app/(dashboard)/routines/actions";
import { EmptyState } from "@/components/layout/empty-state";
import { PageHeader } from "@/components/layout/page-header";
import { Section } from "@/components/layout/section";
import { OverviewLead } from "@/components/overview/overview-lead";
import { OverviewNumbers } from "@/components/overview/overview-numbers";
import { UpcomingList } from "@/components/overview/upcoming-list";
import { FailingList } from "@/components/routines/failing-list";
import { NewRoutineButton } from "@/components/routines/new-routine-button";
import { RunNowButton } from "@/components/routines/run-now-button";
import { PulseField } from "@/components/runs/pulse-field";
import type { ServiceContext } from "@/lib/services/context";
import { getOverview } from "@/lib/services/get-overview";
import { listPulses } from "@/lib/services/list-pulses";
import { listRoutines } from "@/lib/services/list-routines";

const FIELD_ROWS = 12;
const FIELD_HOURS = 3;
/** A mark a minute, and as many by hand as anybody clicks. */
const FIELD_MARKS = FIELD_HOURS * 60;

export async function Overview({ context }: { context: ServiceContext }) {
  const [t, overview, { data: routines }] = await Promise.all([
    getTranslations("overview"),
    getOverview(context),
    listRoutines(context, { limit: FIELD_ROWS, sort: "name" }),
  ]);
  if (overview.routines_total === 0) {
    return (
      <>
        <PageHeader title={t("title")} />
        <EmptyState title={t("emptyTitle")} text={t("emptyText")} action={<NewRoutineButton />} />
      </>
    );
  }
  const pulses = await listPulses(
    context,
    routines.map(({ id }) => id),
    FIELD_MARKS,
  );
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={<OverviewLead overview={overview} />}
        actions={<NewRoutineButton />}
      />
      {overview.failing.length > 0 && (
        <Section title={t("attentionTitle")}>
          <FailingList
            heading="h3"
            failing={overview.failing}
            renderRunNow={(id) => <RunNowButton action={runRoutineNowAction.bind(null, id)} />}
          />
        </Section>
      )}
      <Section
        title={t("pulseTitle", { hours: FIELD_HOURS })}
        aside={
          overview.routines_total > routines.length && (
            <Link
              href="/routines"
              className="text-sm text-accent-strong underline underline-offset-2"
            >
              {t("allRoutines", { count: overview.routines_total })}
            </Link>
          )
        }
      >
        <PulseField
          rows={routines.map((routine) => ({ routine, marks: pulses[routine.id] ?? [] }))}
          now={new Date()}
          hours={FIELD_HOURS}
        />
      </Section>
      <Section title={t("numbersTitle")}>
        <OverviewNumbers overview={overview} />
      </Section>
      {overview.upcoming.length > 0 && (
        <Section title={t("upcomingTitle")}>
          <UpcomingList routines={overview.upcoming} />
        </Section>
      )}
    </>
  );
}
