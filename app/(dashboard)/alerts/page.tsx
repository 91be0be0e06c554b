import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { runRoutineNowAction } from "@/app/(dashboard)/routines/actions";
import { EmptyState } from "@/components/page/empty-state";
import { PageHeader } from "@/components/page/page-header";
import { FailingList } from "@/components/routines/list/failing-list";
import { RunNowButton } from "@/components/routines/run-now";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import type { ServiceContext } from "@/lib/services/context";
import { listFailing } from "@/lib/services/runs/list-failing";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("alerts"))("title") };
}

async function Failing({ context }: { context: ServiceContext }) {
  const [t, failing] = await Promise.all([getTranslations("alerts"), listFailing(context)]);
  if (failing.total === 0) return <EmptyState title={t("calmTitle")} text={t("calmText")} />;
  return (
    <>
      <p className="-mt-4 mb-4 text-ink-soft">{t("failing", { count: failing.total })}</p>
      <FailingList
        failing={failing.routines}
        heading="h2"
        withAdvice
        renderRunNow={(id) =>
          hasRole(context.role, "MEMBER") && (
            <RunNowButton action={runRoutineNowAction.bind(null, id)} />
          )
        }
      />
    </>
  );
}

export default async function AlertsPage() {
  const { context } = await requireContext();
  const t = await getTranslations("alerts");
  return (
    <>
      <PageHeader title={t("title")} />
      <Failing context={context} />
    </>
  );
}
