import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createWorkspaceAction } from "@/app/(dashboard)/settings/actions";
import { PageHeader } from "@/components/page/page-header";
import { WorkspaceForm } from "@/components/settings/workspace-form";
import { requireContext } from "@/lib/auth/require-context";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("workspace"))("new") };
}

export default async function NewWorkspacePage() {
  await requireContext();
  const t = await getTranslations("workspace");
  return (
    <>
      <PageHeader title={t("new")} lead={t("newLead")} />
      <WorkspaceForm name="" action={createWorkspaceAction} />
    </>
  );
}
