"use client";

import { CheckCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { ActResult } from "@/components/incidents/act-result";
import type { IncidentAction } from "@/components/incidents/incident-act";
import { Button } from "@/components/ui/button";

/** Acknowledges all open incidents of a group. */
export function GroupAction({ count, action }: { count: number; action: IncidentAction }) {
  const t = useTranslations("incidents");
  const [last, dispatch, isPending] = useActionState(action, null);
  return (
    <form action={dispatch} className="flex flex-wrap gap-2">
      <Button type="submit" size="sm" isPending={isPending}>
        <CheckCheck aria-hidden />
        {t("acknowledgeAll", { count })}
      </Button>
      <ActResult state={isPending ? null : last} />
    </form>
  );
}
