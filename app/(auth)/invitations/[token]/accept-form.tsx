"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/domain/action-result";

/** Opening the link changes nothing, since mail scanners open links too: this button accepts. */
export function AcceptForm({ action }: { action: () => Promise<ActionResult<unknown> | null> }) {
  const t = useTranslations("invitation");
  const [result, accept, isPending] = useActionState(action, null);
  return (
    <form action={accept} className="grid gap-4">
      {result !== null &&
        !result.ok &&
        (result.code === "VALIDATION" ? (
          <Alert>{t("full")}</Alert>
        ) : (
          <FailureAlert failure={result} />
        ))}
      <Button type="submit" variant="primary" isPending={isPending} className="w-full">
        {t("accept")}
      </Button>
    </form>
  );
}
