import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createRoutineAction, testRoutineAction } from "@/app/(dashboard)/routines/actions";
import { starterValues } from "@/app/(dashboard)/routines/new/starter-values";
import { findOrNull } from "@/app/find-or-null";
import { ReadOnlyMessage } from "@/components/page/dead-ends";
import { PageHeader } from "@/components/page/page-header";
import { KeptRoutineForm } from "@/components/routines/form/kept-routine-form";
import { RoutineForm } from "@/components/routines/form/routine-form";
import { routineValues } from "@/components/routines/form/routine-form-values";
import { LimitHint } from "@/components/routines/limit-hint";
import { hasLostSession } from "@/lib/auth/has-lost-session";
import { requireContext } from "@/lib/auth/require-context";
import { copyName } from "@/lib/domain/routine/routine-name";
import { findStarter } from "@/lib/domain/routine/starters";
import { hasRole } from "@/lib/domain/workspace/role";
import { getWorkspaceUsage } from "@/lib/services/limits/workspace-usage";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { listSecrets } from "@/lib/services/routines/list-secrets";
import { listShownTags } from "@/lib/services/tags/list-tags";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("routineForm"))("newTitle") };
}

export default async function NewRoutinePage({ searchParams }: PageProps<"/routines/new">) {
  if (await hasLostSession()) return <KeptRoutineForm action={createRoutineAction} />;
  const { from, starter: named } = await searchParams;
  const { context } = await requireContext();
  if (!hasRole(context.role, "MEMBER")) return <ReadOnlyMessage />;
  const [t, starters, usage, secrets, tags] = await Promise.all([
    getTranslations("routineForm"),
    getTranslations("starters"),
    getWorkspaceUsage(context),
    listSecrets(context),
    listShownTags(context),
  ]);
  const original = typeof from === "string" ? await findOrNull(getRoutine(context, from)) : null;
  const starter = from === undefined ? findStarter(named) : null;
  const values =
    original === null
      ? starterValues(starter, context.limits)
      : {
          ...routineValues(original),
          name: copyName(original.name, (name) => t("copyOf", { name })),
        };
  const lead =
    original !== null
      ? t("copyLead", { name: original.name })
      : starter !== null
        ? starters(`${starter}.lead`)
        : t(from === undefined ? "newLead" : "copyMissing");
  return (
    <>
      <PageHeader title={t("newTitle")} lead={lead} />
      <LimitHint usage={usage} />
      <RoutineForm
        key={original?.id ?? starter ?? "new"}
        action={createRoutineAction}
        testAction={testRoutineAction.bind(null, null)}
        values={values}
        limits={context.limits}
        secrets={secrets}
        knownTags={tags.map(({ name }) => name)}
        current={null}
        isZoneOpen={original === null}
        isPrefilled={original !== null || starter !== null}
        isPasteOpen={starter === "paste"}
      />
    </>
  );
}
