"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import type { ReplayFormValues } from "@/components/replays/replay-form";
import { Button } from "@/components/ui/button";
import type { ActionResult } from "@/lib/domain/action-result";

type StartReplay = (previous: unknown, form: FormData) => Promise<ActionResult<unknown> | null>;

type StartReplayFormProps = { action: StartReplay; values: ReplayFormValues; count: number };

/** Starts the replay that the page has previewed. */
export function StartReplayForm({ action, values, count }: StartReplayFormProps) {
  const t = useTranslations("replays");
  const [result, dispatch, isPending] = useActionState(action, null);
  return (
    <form action={dispatch} className="grid gap-3">
      {result?.ok === false && <FailureAlert failure={result} />}
      <input type="hidden" name="from" value={values.from} />
      <input type="hidden" name="to" value={values.to} />
      <input type="hidden" name="pace" value={values.pace} />
      {values.statuses.map((status) => (
        <input key={status} type="hidden" name="status" value={status} />
      ))}
      <div>
        <Button type="submit" variant="primary" isPending={isPending}>
          {isPending ? t("starting") : t("start", { count })}
        </Button>
      </div>
    </form>
  );
}
