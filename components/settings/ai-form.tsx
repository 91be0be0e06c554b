"use client";

import { useTranslations } from "next-intl";
import { startTransition, useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import type { ActionResult } from "@/lib/domain/action-result";
import type { AiSwitch } from "@/lib/domain/ai/ai-context";

type AiFormProps = {
  current: AiSwitch;
  canChange: boolean;
  action: (state: ActionResult<void> | null, form: FormData) => Promise<ActionResult<void>>;
};

/** The switch of AI explanations, with what leaves the instance and where to. */
export function AiForm({ current, canChange, action }: AiFormProps) {
  const t = useTranslations("ai.settings");
  const settings = useTranslations("settings");
  const [result, dispatch, isPending] = useActionState(action, null);
  const { isEnabled, host, model } = current;
  const leaves = (
    <p id="ai-leaves" className="max-w-xl text-sm text-ink-soft">
      {t("leaves", { host, model })}
    </p>
  );
  if (!canChange) {
    return (
      <div className="grid gap-2">
        <p className="font-medium">{t(isEnabled ? "isOn" : "isOff")}</p>
        {leaves}
        <p className="text-sm text-ink-faint">{t("byAdmins")}</p>
      </div>
    );
  }
  return (
    <form
      action={dispatch}
      onSubmit={(event) => {
        // A form whose action React runs itself is emptied afterwards.
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => dispatch(data));
      }}
      className="grid justify-items-start gap-3"
    >
      <label className="flex min-h-6 items-center gap-2">
        <Checkbox name="ai_enabled" defaultChecked={isEnabled} aria-describedby="ai-leaves" />
        {t("switch")}
      </label>
      {leaves}
      <div className="flex items-center gap-3">
        <Button type="submit" isPending={isPending}>
          {settings("save")}
        </Button>
        <span role="status" className="text-ink-soft">
          {result?.ok === true && !isPending && settings("saved")}
        </span>
      </div>
      {result?.ok === false && <FailureAlert failure={result} />}
    </form>
  );
}
