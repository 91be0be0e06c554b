"use client";

import { Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { RunSentence } from "@/components/pulse/run-sentence";
import { runState } from "@/components/pulse/run-state";
import { StatusGlyph } from "@/components/pulse/status-glyph";
import { Button } from "@/components/ui/button";
import { TextLink } from "@/components/ui/link";
import type { ActionResult } from "@/lib/domain/action-result";
import type { RunDto } from "@/lib/domain/run/run";

export type RunNowState = ActionResult<RunDto> | null;
export type RunNowAction = (previous: RunNowState) => Promise<RunNowState>;

/**
 * A button that runs a routine at once, and the result, null while it runs. The live region is there
 * before the result.
 */
export function useRunNow(action: RunNowAction, look: { size?: "sm"; variant?: "primary" }) {
  const t = useTranslations();
  const [last, run, isRunning] = useActionState(action, null);
  const result = isRunning ? null : last;
  const button = (
    <form action={run}>
      <Button type="submit" isPending={isRunning} {...look}>
        <Play aria-hidden />
        {isRunning ? t("routine.running") : t("common.runNow")}
      </Button>
    </form>
  );
  const outcome = (
    <div role="status">
      {result?.ok === true && (
        <p className="flex animate-appear gap-2 rounded-control border bg-raised px-3 py-2 *:first:mt-1">
          <StatusGlyph state={runState(result.data)} />
          <span className="flex min-w-0 flex-wrap gap-x-2 gap-y-1">
            <RunSentence run={result.data} />
            <TextLink href={`/runs/${result.data.id}`}>{t("routine.openRun")}</TextLink>
          </span>
        </p>
      )}
      {result?.ok === false && <FailureAlert failure={result} />}
    </div>
  );
  return { button, outcome };
}

/** Runs a routine at once, and shows the result under the button. */
export function RunNowButton({ action }: { action: RunNowAction }) {
  const { button, outcome } = useRunNow(action, { size: "sm" });
  return (
    <div className="grid justify-items-start gap-2">
      {button}
      {outcome}
    </div>
  );
}
