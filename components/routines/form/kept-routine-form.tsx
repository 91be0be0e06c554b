"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import {
  newRoutineValues,
  type RoutineFormState,
} from "@/components/routines/form/routine-form-values";
import { nameOfPart, rowParts } from "@/components/routines/form/rule-row";
import type { SaveAction } from "@/components/routines/form/use-routine-form";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";

/** Never shown: this form is only rendered with values that another form has sent. */
const unsent: RoutineFormState = {
  values: newRoutineValues({
    minIntervalMinutes: 1,
    maxTimeoutSeconds: 1,
    defaultTimeoutSeconds: 1,
  }),
  failure: null,
};

/**
 * Replaces the form of a routine that was sent without a session and without JavaScript. It keeps all
 * values in hidden fields, to be sent again after signing in.
 */
export function KeptRoutineForm({ action }: { action: SaveAction }) {
  const t = useTranslations("draft");
  // The form that was sent was another one: the path ties the action's result to this one.
  const [state, dispatch, isPending] = useActionState(action, unsent, usePathname());
  const { rules, ...fields } = state.values;
  return (
    <main className="mx-auto max-w-2xl px-4 py-24">
      <Card className="grid gap-4 sm:p-6">
        <h1 className="text-lg font-semibold">{t("endedTitle")}</h1>
        <p className="text-pretty text-ink-soft">{t("sessionEndedHere")}</p>
        <form action={dispatch} className="flex flex-wrap gap-2">
          {Object.entries(fields).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          {rules.map((row, index) => (
            <span key={index} hidden>
              {rowParts.map((part) => (
                <input key={part} type="hidden" name={nameOfPart(part)} value={row[part]} />
              ))}
            </span>
          ))}
          <Button asChild>
            <a href="/sign-in" target="_blank">
              {t("signInInNewTab")}
            </a>
          </Button>
          <Button type="submit" variant="primary" isPending={isPending}>
            {t("sendAgain")}
          </Button>
        </form>
      </Card>
    </main>
  );
}
