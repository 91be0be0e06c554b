import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { routineOrNotFound } from "@/app/(dashboard)/routines/[id]/routine-or-not-found";
import { deleteRoutineAction } from "@/app/(dashboard)/routines/actions";
import { ReadOnlyMessage } from "@/components/page/dead-ends";
import { PageHeader } from "@/components/page/page-header";
import { DeleteRoutineForm } from "@/components/routines/delete-routine-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import { hasRole } from "@/lib/domain/workspace/role";

export async function generateMetadata({
  params,
}: PageProps<"/routines/[id]/delete">): Promise<Metadata> {
  const { routine } = await routineOrNotFound((await params).id);
  return { title: (await getTranslations("routine"))("deleteTitle", { name: routine.name }) };
}

/** The confirmation for browsers that run no script; the others ask in a dialog. */
export default async function DeleteRoutinePage({ params }: PageProps<"/routines/[id]/delete">) {
  const { id } = await params;
  const { context, routine } = await routineOrNotFound(id);
  if (!hasRole(context.role, "MEMBER")) return <ReadOnlyMessage />;
  const t = await getTranslations();
  return (
    <>
      <PageHeader title={t("routine.deleteTitle", { name: routine.name })} />
      <Card className="grid max-w-xl gap-4">
        <p>{t("routine.deleteText")}</p>
        <DeleteRoutineForm action={deleteRoutineAction.bind(null, id)}>
          <Button asChild>
            <Link href={`/routines/${id}`}>{t("common.cancel")}</Link>
          </Button>
        </DeleteRoutineForm>
      </Card>
    </>
  );
}
