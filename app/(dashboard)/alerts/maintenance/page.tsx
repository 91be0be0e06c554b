import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { deleteMaintenanceAction } from "@/app/(dashboard)/alerts/maintenance/actions";
import { DeleteWindow } from "@/components/maintenance/delete-window";
import { WindowList } from "@/components/maintenance/window-list";
import { EmptyState } from "@/components/page/empty-state";
import { PageHeader } from "@/components/page/page-header";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import { listMaintenance } from "@/lib/services/maintenance/list-maintenance";
import { listRoutineNames } from "@/lib/services/routines/list-routine-names";
import { listShownTags } from "@/lib/services/tags/list-tags";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("maintenance"))("title") };
}

export default async function MaintenancePage() {
  const { context } = await requireContext();
  const [t, windows, tags] = await Promise.all([
    getTranslations("maintenance"),
    listMaintenance(context),
    listShownTags(context),
  ]);
  const isNamed = windows.some(({ routine_ids }) => routine_ids.length > 0);
  const routines = isNamed ? await listRoutineNames(context) : [];
  const canEdit = hasRole(context.role, "MEMBER");
  return (
    <>
      <PageHeader
        title={t("title")}
        lead={<p className="max-w-2xl">{t("lead")}</p>}
        actions={
          canEdit && (
            <Button asChild variant="primary">
              <Link href="/alerts/maintenance/new">
                <Plus aria-hidden />
                {t("new")}
              </Link>
            </Button>
          )
        }
      />
      {windows.length === 0 && <EmptyState title={t("emptyTitle")} text={t("emptyText")} />}
      <WindowList
        windows={windows}
        tags={tags}
        names={new Map(routines.map(({ id, name }) => [id, name]))}
        renderActions={(window) =>
          canEdit && (
            <DeleteWindow window={window} action={deleteMaintenanceAction.bind(null, window.id)} />
          )
        }
      />
    </>
  );
}
