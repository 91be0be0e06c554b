"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { CancelButton, ConfirmDialog } from "@/components/ui/confirm-dialog";

/** Asks whether to leave without saving. */
export function LeaveDialog({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  const t = useTranslations("routineForm");
  return (
    <ConfirmDialog title={t("leaveTitle")} text={t("leaveText")} onClose={onStay}>
      <div className="flex flex-wrap justify-end gap-2">
        <CancelButton>{t("stay")}</CancelButton>
        <Button type="button" variant="destructive" onClick={onLeave}>
          {t("leave")}
        </Button>
      </div>
    </ConfirmDialog>
  );
}
