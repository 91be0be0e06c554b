import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import type { ActionFailure } from "@/lib/domain/action-result";
import { waitParams } from "@/lib/domain/limits/wait-time";

type FailureAlertProps = {
  failure: Pick<ActionFailure, "code" | "retryAfterSeconds">;
  className?: string;
};

/** Why an action did nothing, in the reader's language, and when to try again. */
export function FailureAlert({ failure, className }: FailureAlertProps) {
  const t = useTranslations();
  const { code, retryAfterSeconds } = failure;
  const isTooOften = code === "RATE_LIMITED" && retryAfterSeconds !== undefined;
  return (
    <Alert className={className}>
      {isTooOften ? t("failures.tooOften", waitParams(retryAfterSeconds)) : t(`failures.${code}`)}
    </Alert>
  );
}
