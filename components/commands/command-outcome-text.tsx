"use client";

import { useTranslations } from "next-intl";
import { countRuns, type CommandOutcome } from "@/components/commands/command-outcome";
import { useProblemText } from "@/components/forms/use-problem-text";
import { RunSentence } from "@/components/pulse/run-sentence";
import { runState } from "@/components/pulse/run-state";
import { StatusGlyph } from "@/components/pulse/status-glyph";
import { TextLink } from "@/components/ui/link";

/** How many of the skipped routines are named. */
const NAMED = 3;

function Ran({ outcome }: { outcome: Extract<CommandOutcome, { kind: "ran" }> }) {
  const t = useTranslations();
  const { routines, runs } = outcome;
  const [only, second] = runs;
  if (only !== undefined && second === undefined) {
    const name = routines[0]?.name ?? "";
    if (!only.ok) return t("bulk.oneNotRun", { name, reason: t(`failures.${only.code}`) });
    return (
      <span className="flex gap-1.5 *:first:mt-1">
        <StatusGlyph state={runState(only.run)} />
        <span>
          {t.rich("bulk.oneRan", { name, sentence: () => <RunSentence run={only.run} /> })}{" "}
          <TextLink href={`/runs/${only.run.id}`} className="whitespace-nowrap">
            {t("routine.openRun")}
          </TextLink>
        </span>
      </span>
    );
  }
  const { ran, succeeded, failed, notRun, reason } = countRuns(runs);
  return (
    <>
      {ran > 0 && t("bulk.ran", { count: ran, succeeded, failed })}{" "}
      {reason !== null && t("bulk.notRun", { count: notRun, reason: t(`failures.${reason}`) })}
    </>
  );
}

function Changed({ outcome }: { outcome: Extract<CommandOutcome, { kind: "changed" }> }) {
  const t = useTranslations("bulk");
  const problemText = useProblemText();
  const { change, tags, result } = outcome;
  const names = tags.join(", ");
  const { changed, unchanged, skipped } = result;
  return (
    <>
      {t(`done.${change}`, { count: changed.length, tags: names })}{" "}
      {unchanged > 0 && t(`unchanged.${change}`, { count: unchanged, tags: names })}
      {skipped.length > 0 && (
        <>
          <span className="mt-1 block">
            {t(change === "tag" ? "skippedTag" : "skipped", { count: skipped.length })}
          </span>
          <ul className="list-disc pl-5 text-ink-soft">
            {skipped.slice(0, NAMED).map(({ id, name, problem }) => (
              <li key={id}>{t("skippedRoutine", { name, problem: problemText(problem) })}</li>
            ))}
            {skipped.length > NAMED && <li>{t("more", { count: skipped.length - NAMED })}</li>}
          </ul>
        </>
      )}
    </>
  );
}

/** The outcome of the last command in words. */
export function CommandOutcomeText({ outcome }: { outcome: CommandOutcome }) {
  const t = useTranslations();
  const problemText = useProblemText();
  switch (outcome.kind) {
    case "working":
      return t("bulk.working");
    case "running":
      return t("bulk.running", { done: outcome.done, total: outcome.total });
    case "ran":
      return <Ran outcome={outcome} />;
    case "changed":
      return <Changed outcome={outcome} />;
    case "lost":
      return t("bulk.lost");
    case "copied":
      return outcome.isCopied ? t("bulk.urlCopied") : t("bulk.urlNotCopied");
    case "failed": {
      const { change, failure } = outcome;
      const [problem] = failure.fieldErrors;
      if (problem !== undefined) return problemText(problem);
      return change === "delete" && failure.code === "CONFLICT"
        ? t("bulk.changedMeanwhile")
        : t(`failures.${failure.code}`);
    }
  }
}
