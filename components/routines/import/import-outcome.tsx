"use client";

import { useTranslations } from "next-intl";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import { withQuery } from "@/components/page/query";
import type { ImportState } from "@/components/routines/import/import-state";
import { Alert } from "@/components/ui/alert";
import { TextLink } from "@/components/ui/link";

/** Problems that are read out at once; each item has its own. */
const SHOWN_PROBLEMS = 5;

/** What was imported, with the way to it, or why nothing was. */
export function ImportOutcome({ state }: { state: NonNullable<ImportState> }) {
  const t = useTranslations("imports");
  const problemText = useProblemText();
  const { result, source } = state;
  if (!result.ok) {
    const texts = Array.from(new Set(result.fieldErrors.map(problemText)));
    return texts.length === 0 ? (
      <FailureAlert failure={result} />
    ) : (
      <Alert>
        <p>{t("nothingImported")}</p>
        {texts.slice(0, SHOWN_PROBLEMS).map((text) => (
          <p key={text}>{text}</p>
        ))}
      </Alert>
    );
  }
  const { created, existing } = result.data;
  const paused = created.filter(({ is_active }) => !is_active).length;
  return (
    <Alert variant="success">
      <p>{t("done", { created: created.length, existing: existing.length, paused })}</p>
      {created.length > 0 && source !== null && (
        <p className="mt-1">
          <TextLink href={withQuery("/routines", { tag: `from-${source}` })}>{t("show")}</TextLink>
        </p>
      )}
    </Alert>
  );
}
