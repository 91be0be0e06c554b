"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { CancelButton, ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ActionResult } from "@/lib/domain/action-result";

type CancelReplayProps = {
  /** The slots that wait. */
  waiting: number;
  action: () => Promise<ActionResult<unknown>>;
};

/** Cancels a replay after a dialog that says what stays. */
export function CancelReplay({ waiting, action }: CancelReplayProps) {
  const t = useTranslations();
  const [isAsking, setAsking] = useState(false);
  const [result, dispatch, isPending] = useActionState(action, null);
  return (
    <>
      <Button variant="danger" aria-haspopup="dialog" onClick={() => setAsking(true)}>
        {t("replays.cancel")}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t("replays.cancelTitle")}
          text={t("replays.cancelText", { count: waiting })}
          onClose={() => setAsking(false)}
        >
          {result?.ok === false && <FailureAlert failure={result} />}
          <form action={dispatch} className="flex flex-wrap justify-end gap-2">
            <CancelButton>{t("replays.goOn")}</CancelButton>
            <Button type="submit" variant="destructive" isPending={isPending}>
              {t("replays.cancel")}
            </Button>
          </form>
        </ConfirmDialog>
      )}
    </>
  );
}
