"use client";

import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import {
  newRoutineValues,
  type RoutineFormState,
} from "@/components/routines/form/routine-form-values";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";

type KeptRoutineFormProps = {
  action: (state: RoutineFormState, form: FormData) => Promise<RoutineFormState>;
};

/** Never shown: this form is only rendered with what another has sent. */
const unsent: RoutineFormState = {
  values: newRoutineValues({
    minIntervalMinutes: 1,
    maxTimeoutSeconds: 1,
    defaultTimeoutSeconds: 1,
  }),
  failure: null,
};

/**
 * Stands in for the form of a routine where it was sent without a session and without JavaScript. It
 * holds everything that was sent, to be sent again from here.
 */
export function KeptRoutineForm({ action }: KeptRoutineFormProps) {
  const t = useTranslations("draft");
  // The path ties what the action answered to this form: the one that was sent stood elsewhere.
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
          {rules.map(({ rule, target, value }, index) => (
            <span key={index} hidden>
              <input type="hidden" name="rule" value={rule} />
              <input type="hidden" name="rule_target" value={target} />
              <input type="hidden" name="rule_value" value={value} />
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
