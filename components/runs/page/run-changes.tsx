import { useTranslations } from "next-intl";
import { Section } from "@/components/page/section";
import { runState } from "@/components/pulse/run-state";
import { BodyDiffView } from "@/components/runs/page/body-diff-view";
import { changeKey, ChangeRow } from "@/components/runs/page/change-row";
import { RelativeTime } from "@/components/time/time";
import { TextLink } from "@/components/ui/link";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import { isBodyCut } from "@/lib/domain/run/body-cut";
import type { DiffHunk } from "@/lib/domain/run/body-diff";
import type { RunDetailDto } from "@/lib/domain/run/run";
import { findRunChanges } from "@/lib/domain/run/run-changes";

type RunChangesProps = {
  run: RunDetailDto;
  /** The newest success before the run. */
  lastGood: RunDetailDto | null;
  routine: Pick<RoutineDto, "id" | "keep_body">;
};

/**
 * The differences from the last good run. Nothing for a plain success that is like the one before,
 * and nothing for a run that is in flight, missed or abandoned.
 */
export function RunChanges({
  run,
  lastGood,
  routine,
  hunks,
}: RunChangesProps & {
  /** The differences between their bodies. */
  hunks: readonly DiffHunk[];
}) {
  const t = useTranslations("run.changes");
  if (run.status !== "SUCCESS" && run.status !== "FAIL") return null;
  const isPlain = runState(run) === "SUCCESS";
  if (lastGood === null) {
    return isPlain ? null : (
      <Section title={t("title")}>
        <p className="text-ink-soft">{t("noGoodRun")}</p>
      </Section>
    );
  }
  const changes = findRunChanges(run, lastGood);
  const bodies =
    run.response_body === null || lastGood.response_body === null
      ? null
      : { before: lastGood.response_body, after: run.response_body };
  const hasChanged = changes.length > 0 || hunks.length > 0;
  if (isPlain && !hasChanged) return null;
  const isCut =
    bodies !== null &&
    (isBodyCut(bodies.before, lastGood.response_bytes) ||
      isBodyCut(bodies.after, run.response_bytes));
  return (
    <Section
      title={t("title")}
      aside={
        <TextLink href={`/runs/${lastGood.id}`} className="text-sm">
          {t.rich("goodRun", {
            time: () => <RelativeTime value={lastGood.started_at ?? lastGood.created_at} />,
          })}
        </TextLink>
      }
    >
      <div className="overflow-hidden rounded-block border bg-raised">
        {changes.length > 0 && (
          <dl className="-mt-px text-sm">
            {changes.map((change) => (
              <ChangeRow key={changeKey(change)} change={change} />
            ))}
          </dl>
        )}
        {hunks.length > 0 && (
          <div className="not-first:border-t">
            <div className="flex flex-wrap justify-between gap-x-3 border-b px-4 py-2 text-sm">
              <h3 className="text-ink-faint">{t("body")}</h3>
              {isCut && <span className="text-ink-faint">{t("bodiesCut")}</span>}
            </div>
            <BodyDiffView hunks={hunks} />
          </div>
        )}
        {!hasChanged && <p className="px-4 py-3">{t("nothing")}</p>}
        {bodies === null && <BodyNote run={run} lastGood={lastGood} routine={routine} />}
      </div>
    </Section>
  );
}

type BodyNoteProps = RunChangesProps & { lastGood: RunDetailDto };

/** Why the bodies are not compared; nothing where neither response has one. */
function BodyNote({ run, lastGood, routine }: BodyNoteProps) {
  const t = useTranslations("run.changes");
  const reason = findReason({ run, lastGood, routine });
  if (reason === null) return null;
  return (
    <p className="border-t px-4 py-2.5 text-sm text-ink-soft">
      {t.rich(`bodyMissing.${reason}`, {
        edit: (words) => <TextLink href={`/routines/${routine.id}/edit`}>{words}</TextLink>,
      })}
    </p>
  );
}

function findReason({ run, lastGood, routine }: BodyNoteProps) {
  if (run.response_headers === null) return null;
  if (run.response_body === null && lastGood.response_body !== null) {
    return run.response_bytes === 0 ? "thisHasNone" : "thisNotOnRecord";
  }
  if (run.response_bytes === 0) return null;
  if (lastGood.response_bytes === 0) return "goodHadNone";
  return routine.keep_body === "ON_FAILURE" ? "notKept" : "goodNotOnRecord";
}
