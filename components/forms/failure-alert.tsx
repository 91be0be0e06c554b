import { useTranslations } from "next-intl";
import { Alert } from "@/components/ui/alert";
import type { ActionResult } from "@/lib/domain/action-result";

type Failure = Extract<ActionResult<never>, { ok: false }>;

/** Why an action did nothing, in the reader's language. */
export function FailureAlert({ code, className }: { code: Failure["code"]; className?: string }) {
  const t = useTranslations();
  return <Alert className={className}>{t(`failures.${code}`)}</Alert>;
}
