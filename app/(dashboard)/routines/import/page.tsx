import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import {
  importRoutinesAction,
  previewImportAction,
} from "@/app/(dashboard)/routines/import/actions";
import { ReadOnlyMessage } from "@/components/page/dead-ends";
import { PageHeader } from "@/components/page/page-header";
import { ImportScreen } from "@/components/routines/import/import-screen";
import { LimitHint } from "@/components/routines/limit-hint";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import { getWorkspaceUsage } from "@/lib/services/limits/workspace-usage";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("imports"))("title") };
}

const actions = { preview: previewImportAction, run: importRoutinesAction };

export default async function ImportPage() {
  const { context } = await requireContext();
  if (!hasRole(context.role, "MEMBER")) return <ReadOnlyMessage />;
  const [t, usage] = await Promise.all([getTranslations("imports"), getWorkspaceUsage(context)]);
  return (
    <>
      <PageHeader title={t("title")} lead={t("lead")} />
      <LimitHint usage={usage} />
      <ImportScreen actions={actions} />
    </>
  );
}
