"use client";

import { Play } from "lucide-react";
import { useTranslations } from "next-intl";
import { RunNowResult } from "@/components/routines/run-now-result";
import { useRunNow, type RunNowAction } from "@/components/routines/use-run-now";
import { Button } from "@/components/ui/button";

/** Runs a routine at once, and shows the result under the button. */
export function RunNowButton({ action }: { action: RunNowAction }) {
  const t = useTranslations();
  const { result, run, isRunning } = useRunNow(action);
  return (
    <div className="grid justify-items-start gap-2">
      <form action={run}>
        <Button type="submit" size="sm" isPending={isRunning}>
          <Play aria-hidden />
          {isRunning ? t("routine.running") : t("common.runNow")}
        </Button>
      </form>
      <RunNowResult result={result} />
    </div>
  );
}
