import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useLateModule } from "@/components/hydration/use-late-module";
import type { RequestTest } from "@/components/routines/form/use-request-test";
import { Alert } from "@/components/ui/alert";
import type { JsonLeaf } from "@/lib/domain/json/json-path";

const loadResponse = () => import("@/components/routines/form/test-response");

type TestResultProps = {
  test: RequestTest | null;
  isTesting: boolean;
  /** Whether the form has changed since. */
  isStale: boolean;
  now: Date;
  /** Called with a value of the response that a rule is to expect. */
  onPick: (leaf: JsonLeaf) => void;
};

/** The result of a test, below the form. A screen reader announces the outcome only. */
export function TestResult({ test, isTesting, isStale, now, onPick }: TestResultProps) {
  const t = useTranslations("testRequest");
  const outcome = useRef<HTMLDivElement>(null);
  const given = test?.result;
  const result = given !== undefined && given !== "unreachable" && given.ok ? given.data : null;

  const [late, fetchLate] = useLateModule(loadResponse);
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
          result !== null && late !== null && <late.TestOutcome result={result} isStale={isStale} />
        )}
      </div>
      {!isTesting && test !== null && <WhyNotSent result={test.result} />}
      {!isTesting && result !== null && late !== null && (
        <late.TestResponse result={result} now={now} onPick={onPick} />
      )}
    </div>
  );
}

/** Why no request was sent. A session that ended is shown above the form. */
function WhyNotSent({ result }: Pick<RequestTest, "result">) {
  const t = useTranslations("testRequest");
  if (result === "unreachable") return <Alert className="mt-6">{t("unreachable")}</Alert>;
  if (result.ok || result.code === "UNAUTHENTICATED") return null;
  if (result.code === "VALIDATION") return <p className="mt-6 text-failed">{t("refused")}</p>;
  return <FailureAlert failure={result} className="mt-6" />;
}
