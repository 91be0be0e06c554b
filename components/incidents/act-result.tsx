"use client";

import { useTranslations } from "next-intl";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import type { IncidentActState } from "@/components/incidents/incident-act";
import { Alert } from "@/components/ui/alert";

/** The result of what was done with an incident. The live region is there before the result. */
export function ActResult({ state }: { state: IncidentActState }) {
  const t = useTranslations("incidents");
  const problemText = useProblemText();
  return (
    <div role="status" className="basis-full empty:hidden">
      {state?.result.ok === true && (
        <p className="text-sm text-ink-soft">{t(`done.${state.act}`)}</p>
      )}
      {state?.result.ok === false &&
        (state.result.fieldErrors[0] !== undefined ? (
          <Alert>{problemText(state.result.fieldErrors[0])}</Alert>
        ) : state.result.code === "CONFLICT" ? (
          <Alert>{t("conflict")}</Alert>
        ) : (
          <FailureAlert failure={state.result} />
        ))}
    </div>
  );
}
