import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import type { RequestTest } from "@/components/routines/use-request-test";
import { BrokenRules } from "@/components/runs/broken-rules";
import { RunAdvice } from "@/components/runs/run-advice";
import { hasExchange, RunResponse } from "@/components/runs/run-exchange";
import { hasPhases, RunPhases } from "@/components/runs/run-phases";
import { RunSentence } from "@/components/runs/run-sentence";
import { runState } from "@/components/runs/run-state";
import { StatusGlyph } from "@/components/runs/status-glyph";
import { Alert } from "@/components/ui/alert";
import type { TestAnswerDto } from "@/lib/domain/test-answer";

type TestResultProps = {
  test: RequestTest | null;
  isTesting: boolean;
  /** Whether the form asks for something else by now. */
  isStale: boolean;
  now: Date;
};

/** What came of a test, below the form. A screen reader hears the outcome, and can read on. */
export function TestResult({ test, isTesting, isStale, now }: TestResultProps) {
  const t = useTranslations("testRequest");
  const outcome = useRef<HTMLDivElement>(null);
  const result = test?.result;
  const answer = result !== undefined && result !== "unreachable" && result.ok ? result.data : null;

  useEffect(() => {
    if (test !== null || isTesting) outcome.current?.scrollIntoView({ block: "nearest" });
  }, [test, isTesting]);

  return (
    <div>
      <div ref={outcome} role="status" className="scroll-mb-24 *:mt-6">
        {isTesting ? (
          <p className="text-ink-soft">{t("sending")}</p>
        ) : (
          answer !== null && (
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
          )
        )}
      </div>
      {!isTesting && test !== null && <Refusal result={test.result} />}
      {!isTesting && answer !== null && <Answer answer={answer} now={now} />}
    </div>
  );
}

/** Why nothing was sent. */
function Refusal({ result }: Pick<RequestTest, "result">) {
  const t = useTranslations("testRequest");
  if (result === "unreachable") return <Alert className="mt-6">{t("unreachable")}</Alert>;
  if (result.ok || result.code === "UNAUTHENTICATED") return null;
  if (result.code === "VALIDATION") return <p className="mt-6 text-failed">{t("refused")}</p>;
  if (result.code === "CONFLICT") return <Alert className="mt-6">{t("busy")}</Alert>;
  return <FailureAlert code={result.code} className="mt-6" />;
}

function Answer({ answer, now }: { answer: TestAnswerDto; now: Date }) {
  return (
    <div className="mt-4 grid animate-appear gap-6 *:mt-0">
      {answer.broken_rules.length > 0 && <BrokenRules broken={answer.broken_rules} />}
      <RunAdvice run={answer} />
      {hasPhases(answer) && <RunPhases run={answer} />}
      {hasExchange(answer) && <RunResponse run={answer} leftOutPath={null} now={now} />}
    </div>
  );
}
