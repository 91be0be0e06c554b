import { useTranslations } from "next-intl";
import { BrokenRules } from "@/components/evidence/broken-rules";
import { RunAdvice } from "@/components/evidence/run-advice";
import { hasPhases, RunPhases } from "@/components/evidence/run-phases";
import { hasResponse, RunResponse } from "@/components/evidence/run-response";
import { RunSentence } from "@/components/pulse/run-sentence";
import { runState } from "@/components/pulse/run-state";
import { StatusGlyph } from "@/components/pulse/status-glyph";
import type { TestResultDto } from "@/lib/domain/run/test-result";

type TestOutcomeProps = { answer: TestResultDto; isStale: boolean };

/** The outcome of a test in a sentence, and whether it is still that of the form. */
export function TestOutcome({ answer, isStale }: TestOutcomeProps) {
  const t = useTranslations("testRequest");
  return (
    <div className="animate-appear">
      <p className="flex gap-2 text-lg font-medium">
        <span className="mt-1">
          <StatusGlyph state={runState(answer)} />
        </span>
        <span>
          <RunSentence run={answer} />
        </span>
      </p>
      <p className="mt-1 text-sm text-ink-soft">{t(isStale ? "stale" : "note")}</p>
    </div>
  );
}

/** What the endpoint answered to a test, from what broke a rule to the answer itself. */
export function TestAnswer({ answer, now }: { answer: TestResultDto; now: Date }) {
  return (
    <div className="mt-4 grid animate-appear gap-6 *:mt-0">
      {answer.broken_rules.length > 0 && <BrokenRules broken={answer.broken_rules} />}
      <RunAdvice run={answer} />
      {hasPhases(answer) && <RunPhases run={answer} />}
      {hasResponse(answer) && <RunResponse run={answer} leftOutPath={null} now={now} />}
    </div>
  );
}
