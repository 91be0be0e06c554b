import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import type { ActionFailure } from "@/lib/domain/action-result";

/** Why an action did nothing, in the reader's language. */
export function FailureAlert({
  code,
  className,
}: {
  code: ActionFailure["code"];
  className?: string;
}) {
  const t = useTranslations();
  return <Alert className={className}>{t(`failures.${code}`)}</Alert>;
}
