import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useLateModule } from "@/components/hydration/use-late-module";
import type { RequestTest } from "@/components/routines/form/use-request-test";
import { Alert } from "@/components/ui/alert";

const loadAnswer = () => import("@/components/routines/form/test-response");

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

  const [late, fetchLate] = useLateModule(loadAnswer);
  useEffect(() => {
    if (isTesting) fetchLate();
  }, [isTesting, fetchLate]);

  useEffect(() => {
    if (test !== null || isTesting) outcome.current?.scrollIntoView({ block: "nearest" });
  }, [test, isTesting]);

  return (
    <div>
      <div ref={outcome} role="status" className="scroll-mb-24 *:mt-6">
        {isTesting ? (
          <p className="text-ink-soft">{t("sending")}</p>
        ) : (
          answer !== null && late !== null && <late.TestOutcome answer={answer} isStale={isStale} />
        )}
      </div>
      {!isTesting && test !== null && <Refusal result={test.result} />}
      {!isTesting && answer !== null && late !== null && (
        <late.TestAnswer answer={answer} now={now} />
      )}
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
