import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { routineOrNotFound } from "@/app/(dashboard)/routines/[id]/routine-or-not-found";
import { testRoutineAction, updateRoutineAction } from "@/app/(dashboard)/routines/actions";
import { ReadOnlyMessage } from "@/components/page/dead-ends";
import { PageHeader } from "@/components/page/page-header";
import { KeptRoutineForm } from "@/components/routines/form/kept-routine-form";
import { RoutineForm } from "@/components/routines/form/routine-form";
import { routineValues } from "@/components/routines/form/routine-form-values";
import { hasLostSession } from "@/lib/auth/has-lost-session";
import { limitsOfRoutine } from "@/lib/domain/routine/routine";
import { hasRole } from "@/lib/domain/workspace/role";
import { formVersion, settingsOfRoutine } from "@/lib/services/preconditions/versions";
import { listSecrets } from "@/lib/services/routines/list-secrets";
import { listShownTags } from "@/lib/services/tags/list-tags";

export async function generateMetadata({
  params,
}: PageProps<"/routines/[id]/edit">): Promise<Metadata> {
  if (await hasLostSession()) return {};
  const { routine } = await routineOrNotFound((await params).id);
  return { title: (await getTranslations("routineForm"))("editTitle", { name: routine.name }) };
}

export default async function EditRoutinePage({ params }: PageProps<"/routines/[id]/edit">) {
  const { id } = await params;
  if (await hasLostSession()) {
    return <KeptRoutineForm action={updateRoutineAction.bind(null, id)} />;
  }
  const { context, routine } = await routineOrNotFound(id);
  if (!hasRole(context.role, "MEMBER")) return <ReadOnlyMessage />;
  const [t, secrets, tags] = await Promise.all([
    getTranslations("routineForm"),
    listSecrets(context),
    listShownTags(context),
  ]);
  return (
    <>
      <PageHeader title={t("editTitle", { name: routine.name })} />
      <RoutineForm
        action={updateRoutineAction.bind(null, id)}
        testAction={testRoutineAction.bind(null, id)}
        values={routineValues(routine, formVersion(settingsOfRoutine(routine)))}
        limits={limitsOfRoutine(context.limits, routine)}
        secrets={secrets}
        knownTags={tags.map(({ name }) => name)}
        current={routine}
      />
    </>
  );
}
