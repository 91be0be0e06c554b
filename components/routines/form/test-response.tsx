import { useTranslations } from "next-intl";
import { runState } from "@/components/pulse/run-state";
import { StatusGlyph } from "@/components/pulse/status-glyph";
import { BrokenRules } from "@/components/runs/page/broken-rules";
import { RunAdvice } from "@/components/runs/page/run-advice";
import { hasExchange, RunResponse } from "@/components/runs/page/run-exchange";
import { hasPhases, RunPhases } from "@/components/runs/page/run-phases";
import { RunSentence } from "@/components/runs/run-sentence";
import type { TestAnswerDto } from "@/lib/domain/run/test-answer";

type TestOutcomeProps = { answer: TestAnswerDto; isStale: boolean };

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
export function TestAnswer({ answer, now }: { answer: TestAnswerDto; now: Date }) {
  return (
    <div className="mt-4 grid animate-appear gap-6 *:mt-0">
      {answer.broken_rules.length > 0 && <BrokenRules broken={answer.broken_rules} />}
      <RunAdvice run={answer} />
      {hasPhases(answer) && <RunPhases run={answer} />}
      {hasExchange(answer) && <RunResponse run={answer} leftOutPath={null} now={now} />}
    </div>
  );
}
