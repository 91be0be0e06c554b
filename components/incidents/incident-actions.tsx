"use client";

import { AlarmClock, Check, CheckCheck, MessageSquareText } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState, useId, useState } from "react";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { ActResult } from "@/components/incidents/act-result";
import { snoozes, type IncidentAction } from "@/components/incidents/incident-act";
import { useViewerZone } from "@/components/time/viewer-zone-provider";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { MAX_NOTE_CHARACTERS, type IncidentState } from "@/lib/domain/incidents/incident-options";

type IncidentActionsProps = {
  state: IncidentState;
  action: IncidentAction;
  /** Whether acknowledging is the one thing to do on the page. */
  isMain?: boolean;
};

/**
 * Acknowledges, snoozes or resolves an incident, with a note if there is one to leave. Without
 * JavaScript it's acknowledged or resolved.
 */
export function IncidentActions({ state, action, isMain = false }: IncidentActionsProps) {
  const t = useTranslations("incidents");
  const [last, dispatch, isPending] = useActionState(action, null);
  const [open, setOpen] = useState<"snooze" | "note" | null>(null);
  const isHydrated = useHydrated();
  const timezone = useViewerZone();
  const id = useId();
  const opener = (part: "snooze" | "note") => ({
    type: "button" as const,
    size: "sm" as const,
    "aria-expanded": open === part,
    "aria-controls": `${id}-${part}`,
    onClick: () => setOpen(open === part ? null : part),
  });
  const submit = { type: "submit", size: "sm", name: "act", isPending } as const;
  return (
    <form action={dispatch} className="flex flex-wrap gap-2 lg:justify-end">
      <input type="hidden" name="timezone" value={timezone ?? ""} />
      {state === "open" && (
        <Button {...submit} value="acknowledge" variant={isMain ? "primary" : "secondary"}>
          <Check aria-hidden />
          {t("acknowledge")}
        </Button>
      )}
      {isHydrated && (
        <Button {...opener("snooze")}>
          <AlarmClock aria-hidden />
          {t("snooze")}
        </Button>
      )}
      <Button {...submit} value="resolve">
        <CheckCheck aria-hidden />
        {t("resolve")}
      </Button>
      {isHydrated && (
        <Button {...opener("note")} variant="ghost">
          <MessageSquareText aria-hidden />
          {t("withNote")}
        </Button>
      )}
      <div
        id={`${id}-snooze`}
        hidden={open !== "snooze"}
        role="group"
        aria-label={t("snooze")}
        className="hidden:hidden flex basis-full flex-wrap gap-2 lg:justify-end"
      >
        {snoozes.map((snooze) => (
          <Button key={snooze} {...submit} value={`snooze:${snooze}`}>
            {t(`snoozeFor.${snooze}`)}
          </Button>
        ))}
      </div>
      <div id={`${id}-note`} hidden={open !== "note"} className="basis-full">
        <Field id={`${id}-text`} label={t("note")} hint={t("noteHint")}>
          {(control) => <Textarea {...control} name="note" maxLength={MAX_NOTE_CHARACTERS} />}
        </Field>
      </div>
      <ActResult state={isPending ? null : last} />
    </form>
  );
}
