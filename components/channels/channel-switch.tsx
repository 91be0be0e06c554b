"use client";

import { Pause, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/domain/action-result";

type State = ActionResult<unknown> | null;

/** Turns a channel off or on. */
export function ChannelSwitch({
  isActive,
  action,
}: {
  isActive: boolean;
  action: () => Promise<State>;
}) {
  const t = useTranslations("channels");
  const [result, dispatch, isPending] = useActionState<State>(action, null);
  const Icon = isActive ? Pause : RotateCw;
  return (
    <>
      <form action={dispatch}>
        <Button type="submit" isPending={isPending}>
          <Icon aria-hidden />
          {t(isActive ? "turnOff" : "turnOn")}
        </Button>
      </form>
      {result?.ok === false && <FailureAlert failure={result} className="basis-full" />}
    </>
  );
}
