"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import type { CreateWindow } from "@/components/maintenance/maintenance-form";
import { Button } from "@/components/ui/button";
import { CancelButton, ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { MaintenanceDto } from "@/lib/domain/maintenance/maintenance";

type DeleteWindowProps = {
  window: Pick<MaintenanceDto, "name" | "is_active">;
  action: CreateWindow;
};

/** Deletes a window after a dialog that says what that means. */
export function DeleteWindow({ window: { name, is_active }, action }: DeleteWindowProps) {
  const t = useTranslations();
  const [isAsking, setAsking] = useState(false);
  const [result, dispatch, isPending] = useActionState(action, null);
  return (
    <>
      <Button
        size="sm"
        variant="danger"
        aria-haspopup="dialog"
        aria-label={t("maintenance.deleteNamed", { name })}
        onClick={() => setAsking(true)}
      >
        {t("maintenance.delete")}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t("maintenance.deleteTitle", { name })}
          text={t("maintenance.deleteText", { isActive: String(is_active) })}
          onClose={() => setAsking(false)}
        >
          {result !== null && !result.ok && <FailureAlert failure={result} />}
          <form action={dispatch} className="flex flex-wrap justify-end gap-2">
            <CancelButton>{t("common.cancel")}</CancelButton>
            <Button type="submit" variant="destructive" isPending={isPending}>
              {t("maintenance.delete")}
            </Button>
          </form>
        </ConfirmDialog>
      )}
    </>
  );
}
