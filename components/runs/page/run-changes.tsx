import { ArrowRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { isBodyCut } from "@/components/evidence/body-cut";
import { Section } from "@/components/page/section";
import { runState } from "@/components/pulse/run-state";
import { findBodyDiff } from "@/components/runs/page/body-diff";
import { BodyDiffView } from "@/components/runs/page/body-diff-view";
import { Duration } from "@/components/time/duration";
import { ExactTime, RelativeTime } from "@/components/time/time";
import { TextLink } from "@/components/ui/link";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RunDetailDto } from "@/lib/domain/run/run";
import { findRunChanges, type RunChange } from "@/lib/domain/run/run-changes";
import type { RedirectHop } from "@/lib/domain/run/run-evidence";

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
export function RunChanges({ run, lastGood, routine }: RunChangesProps) {
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
  const hunks = bodies === null ? [] : findBodyDiff(bodies.before, bodies.after);
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
              <Change key={keyOf(change)} change={change} />
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

const keyOf = (change: RunChange) => {
  if (change.kind === "duration") return `duration ${change.phase}`;
  return "name" in change ? `header ${change.name}` : change.kind;
};

function Change({ change }: { change: RunChange }) {
  const t = useTranslations("run");
  switch (change.kind) {
    case "status":
      return (
        <Row
          label={t("exchange.status")}
          before={change.before}
          after={change.after ?? t("changes.noResponse")}
        />
      );
    case "duration":
      return (
        <Row
          label={t(`phases.names.${change.phase}`)}
          before={<Duration ms={change.before} />}
          after={<Duration ms={change.after} />}
        />
      );
    case "address":
      return (
        <Row
          label={t("exchange.address")}
          before={<code className="font-mono">{change.before}</code>}
          after={<code className="font-mono">{change.after}</code>}
        />
      );
    case "certificate":
      return (
        <Row
          label={t("changes.certificate")}
          before={change.before && <ExactTime value={change.before} format="date" />}
          after={change.after && <ExactTime value={change.after} format="date" />}
        />
      );
    case "redirects":
      return (
        <Row
          label={t("exchange.redirects")}
          before={<Chain hops={change.before} />}
          after={<Chain hops={change.after} />}
        />
      );
    case "header_added":
      return <HeaderRow name={change.name} before={null} after={change.after} />;
    case "header_removed":
      return <HeaderRow name={change.name} before={change.before} after={null} />;
    case "header_changed":
      return <HeaderRow name={change.name} before={change.before} after={change.after} />;
  }
}

/** One difference: what it was, and what it is; null where there was or is none. */
function Row({ label, before, after }: { label: ReactNode; before: ReactNode; after: ReactNode }) {
  const t = useTranslations("run.changes");
  const none = <span className="text-ink-faint">{t("none")}</span>;
  return (
    <div className="grid gap-x-3 gap-y-0.5 border-t px-4 py-2 sm:grid-cols-[11rem_minmax(0,1fr)]">
      <dt className="[overflow-wrap:anywhere] text-ink-faint">{label}</dt>
      <dd className="flex flex-wrap items-baseline gap-x-2 [overflow-wrap:anywhere]">
        <span className="text-ink-soft">
          <span className="sr-only">{t("before")} </span>
          {before ?? none}
        </span>{" "}
        <ArrowRight aria-hidden className="mt-[3px] size-3.5 shrink-0 self-start text-ink-faint" />
        <span className="font-medium">
          <span className="sr-only">{t("after")} </span>
          {after ?? none}
        </span>
      </dd>
    </div>
  );
}

type HeaderRowProps = { name: string; before: string | null; after: string | null };

function HeaderRow({ name, before, after }: HeaderRowProps) {
  const code = (value: string | null) => value && <code className="font-mono">{value}</code>;
  return (
    <Row
      label={<code className="font-mono">{name}</code>}
      before={code(before)}
      after={code(after)}
    />
  );
}

function Chain({ hops }: { hops: readonly RedirectHop[] }) {
  const t = useTranslations("run.changes");
  if (hops.length === 0) return t("none");
  return hops.map(({ url, status }, index) => (
    <span key={index} className="block">
      {status} <code className="font-mono">{url}</code>
    </span>
  ));
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
