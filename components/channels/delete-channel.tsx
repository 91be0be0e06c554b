"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { CancelButton, ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult } from "@/lib/domain/action-result";

type State = ActionResult<unknown> | null;

/** Deletes a channel, after a dialog that says what is deleted with it. */
export function DeleteChannel({ name, action }: { name: string; action: () => Promise<State> }) {
  const t = useTranslations();
  const [isAsking, setAsking] = useState(false);
  const [result, remove, isRemoving] = useActionState<State>(action, null);
  return (
    <>
      <Button variant="danger" aria-haspopup="dialog" onClick={() => setAsking(true)}>
        {t("channels.delete")}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t("channels.deleteTitle", { name })}
          text={t("channels.deleteText", { name })}
          onClose={() => setAsking(false)}
        >
          <form action={remove} className="grid gap-4">
            {result?.ok === false && <FailureAlert failure={result} />}
            <div className="flex flex-wrap justify-end gap-2">
              <CancelButton>{t("common.cancel")}</CancelButton>
              <Button type="submit" variant="destructive" isPending={isRemoving}>
                {t("channels.deleteConfirm")}
              </Button>
            </div>
          </form>
        </ConfirmDialog>
      )}
    </>
  );
}
