import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Suspense } from "react";
import { requireOperator } from "@/app/(dashboard)/operator/require-operator";
import { ClockList } from "@/components/operator/clock-list";
import { FindingList } from "@/components/operator/finding-list";
import { InstanceFacts } from "@/components/operator/instance-facts";
import { BusiestWorkspaces, LargestTables, Workers } from "@/components/operator/instance-tables";
import { Waiting } from "@/components/operator/waiting";
import { PageHeader } from "@/components/page/page-header";
import { Section } from "@/components/page/section";
import { Button } from "@/components/ui/button";
import { createSchedulerContext } from "@/lib/services/context";
import { checkGroups, type CheckGroup } from "@/lib/services/instance/checks";
import { getInstanceDetails, getInstanceReport } from "@/lib/services/instance/get-report";
import { runOwnChecks } from "@/lib/services/instance/run-checks";

export async function generateMetadata(): Promise<Metadata> {
  await requireOperator();
  return { title: (await getTranslations("operator"))("title") };
}

async function Findings({ group }: { group: CheckGroup }) {
  return <FindingList findings={await runOwnChecks(group)} />;
}

async function Report() {
  const [t, report] = await Promise.all([
    getTranslations("operator"),
    getInstanceReport(createSchedulerContext()),
  ]);
  return (
    <>
      <Section title={t("clocks.title")}>
        <ClockList clocks={report.clocks} />
      </Section>
      <Section title={t("state")}>
        <InstanceFacts report={report} />
      </Section>
    </>
  );
}

async function Details() {
  const [t, details] = await Promise.all([
    getTranslations("operator"),
    getInstanceDetails(createSchedulerContext()),
  ]);
  return (
    <>
      <Section title={t("busiest.title")}>
        <BusiestWorkspaces rows={details.busiest} />
      </Section>
      <Section title={t("workers.title")}>
        <Workers rows={details.workers} />
      </Section>
      <Section title={t("tables.title")}>
        <LargestTables rows={details.tables} />
      </Section>
    </>
  );
}

/** The instance as a whole, for its operators: what must be changed, and what it has and does. */
export default async function OperatorPage() {
  await requireOperator();
  const t = await getTranslations("operator");
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={t("lead")}
        actions={
          <form action="/operator">
            <Button type="submit">{t("again")}</Button>
          </form>
        }
      />
      {checkGroups.map((group) => (
        <Section key={group} title={t(`groups.${group}`)}>
          <Suspense fallback={<Waiting />}>
            <Findings group={group} />
          </Suspense>
        </Section>
      ))}
      <Suspense fallback={<Waiting />}>
        <Report />
      </Suspense>
      <Suspense fallback={<Waiting />}>
        <Details />
      </Suspense>
    </>
  );
}
