import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createMaintenanceAction } from "@/app/(dashboard)/alerts/maintenance/actions";
import { readTimezone } from "@/app/choices";
import { MaintenanceForm } from "@/components/maintenance/maintenance-form";
import { ReadOnlyMessage } from "@/components/page/dead-ends";
import { PageHeader } from "@/components/page/page-header";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import { listRoutineNames } from "@/lib/services/routines/list-routine-names";
import { listShownTags } from "@/lib/services/tags/list-tags";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("maintenance"))("new") };
}

export default async function NewMaintenancePage({
  searchParams,
}: PageProps<"/alerts/maintenance/new">) {
  const { context } = await requireContext();
  if (!hasRole(context.role, "MEMBER")) return <ReadOnlyMessage />;
  const { routine } = await searchParams;
  const [t, routines, tags, timezone] = await Promise.all([
    getTranslations("maintenance"),
    listRoutineNames(context),
    listShownTags(context),
    readTimezone(),
  ]);
  return (
    <>
      <PageHeader title={t("new")} lead={<p className="max-w-2xl">{t("lead")}</p>} />
      <MaintenanceForm
        action={createMaintenanceAction}
        routines={routines}
        knownTags={tags.map(({ name }) => name)}
        routineId={routines.find(({ id }) => id === routine)?.id ?? null}
        timezone={timezone ?? "UTC"}
      />
    </>
  );
}
