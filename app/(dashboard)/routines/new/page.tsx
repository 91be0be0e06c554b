import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createRoutineAction } from "@/app/(dashboard)/routines/actions";
import { PageHeader } from "@/components/layout/page-header";
import { RoutineForm } from "@/components/routines/routine-form";
import { newRoutineValues } from "@/components/routines/routine-form-values";
import { requireContext } from "@/lib/auth/require-context";
import { listSecrets } from "@/lib/services/list-secrets";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("routineForm"))("newTitle") };
}

export default async function NewRoutinePage() {
  const { context } = await requireContext();
  const t = await getTranslations("routineForm");
  return (
    <>
      <PageHeader title={t("newTitle")} lead={t("newLead")} />
      <RoutineForm
        action={createRoutineAction}
        values={newRoutineValues(context.limits)}
        limits={context.limits}
        secrets={listSecrets(context)}
        current={null}
      />
    </>
  );
}
