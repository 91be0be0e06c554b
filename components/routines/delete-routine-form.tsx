"use client";

import { useTranslations } from "next-intl";
import { useActionState, type ReactNode } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/domain/action-result";

/** Changes the routine that is bound to it. Its argument is the last result, as `useActionState` passes it. */
export type RoutineAction = (
  previous: ActionResult<unknown> | null,
) => Promise<ActionResult<unknown> | null>;

/** The button that deletes a routine, after `children`: the button or link that cancels. */
export function DeleteRoutineForm({
  action,
  children,
}: {
  action: RoutineAction;
  children: ReactNode;
}) {
  const t = useTranslations("routine");
  const [result, remove, isRemoving] = useActionState(action, null);
  return (
    <form action={remove} className="grid gap-4">
      {result !== null && !result.ok && <FailureAlert failure={result} />}
      <div className="flex flex-wrap justify-end gap-2">
        {children}
        <Button type="submit" variant="destructive" isPending={isRemoving}>
          {isRemoving ? t("deleting") : t("deleteConfirm")}
        </Button>
      </div>
    </form>
  );
}
