"use client";

import { useTranslations } from "next-intl";
import { FailureAlert } from "@/components/forms/failure-alert";
import { RunSentence } from "@/components/pulse/run-sentence";
import { runState } from "@/components/pulse/run-state";
import { StatusGlyph } from "@/components/pulse/status-glyph";
import type { RunNowState } from "@/components/routines/use-run-now";
import { Link } from "@/components/ui/link";

/** The result of a manual run, beside its button. The live region is there before the result. */
export function RunNowResult({ result }: { result: RunNowState }) {
  const t = useTranslations("routine");
  return (
    <div role="status">
      {result !== null &&
        (result.ok ? (
          <p className="flex animate-appear flex-wrap items-center gap-x-2 gap-y-1 rounded-control border bg-raised px-3 py-2">
            <StatusGlyph state={runState(result.data)} />
            <RunSentence run={result.data} />
            <Link
              href={`/runs/${result.data.id}`}
              className="text-accent-strong underline underline-offset-2"
            >
              {t("openRun")}
            </Link>
          </p>
        ) : (
          <FailureAlert code={result.code} />
        ))}
    </div>
  );
}
