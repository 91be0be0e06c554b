import { useTranslations } from "next-intl";
import { BrokenRules } from "@/components/evidence/broken-rules";
import { FailureSentence } from "@/components/evidence/failure-sentence";
import { hasPhases, PhasesBar } from "@/components/evidence/phases-bar";
import { RunAdvice } from "@/components/evidence/run-advice";
import { hasResponse, RunResponse } from "@/components/evidence/run-response";
import { SentRequest } from "@/components/evidence/sent-request";
import { runState } from "@/components/pulse/run-state";
import { StatusGlyph } from "@/components/pulse/status-glyph";
import type { TestResultDto } from "@/lib/domain/run/test-result";

/** The outcome of a test in a sentence, and whether the form has changed since. */
export function TestOutcome({ result, isStale }: { result: TestResultDto; isStale: boolean }) {
  const t = useTranslations("testRequest");
  return (
    <div className="animate-appear">
      <p className="flex gap-2 text-lg font-medium">
        <span className="mt-1">
          <StatusGlyph state={runState(result)} />
        </span>
        <span>
          <FailureSentence run={result} />
        </span>
      </p>
      <p className="mt-1 text-sm text-ink-soft">{t(isStale ? "stale" : "note")}</p>
    </div>
  );
}

/** The evidence of a test: broken rules, advice, timing and the response. */
export function TestResponse({ result, now }: { result: TestResultDto; now: Date }) {
  return (
    <div className="mt-4 grid animate-appear gap-6 *:mt-0">
      {result.broken_rules.length > 0 && <BrokenRules broken={result.broken_rules} />}
      <RunAdvice run={result} />
      {hasPhases(result) && <PhasesBar run={result} />}
      {result.sent_as !== null && <SentRequest sent={result.sent_as} />}
      {hasResponse(result) && <RunResponse run={result} leftOutPath={null} now={now} />}
    </div>
  );
}
