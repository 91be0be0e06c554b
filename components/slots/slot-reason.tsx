import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SlotTime } from "@/components/time/slot-time";
import { TextLink } from "@/components/ui/link";
import type { SlotEntryDto } from "@/lib/domain/slots/slot-page";

/** Why a slot ended as it did, in a sentence; nothing where its state says it all. */
export function SlotReason({ entry, timezone }: { entry: SlotEntryDto; timezone: string }) {
  const t = useTranslations("slots.reasons");
  const { state, runs, releases, missed_by, changed_at, pause_reason, bound } = entry;
  const renderTime = (value: string) => (
    <SlotTime value={value} timezone={timezone} className="whitespace-nowrap" />
  );
  const parts: ReactNode[] = [];
  const last = runs.at(-1);
  switch (state) {
    case "MISSED":
      parts.push(
        missed_by === null
          ? t("skipped")
          : t.rich("passedOver", {
              run: (text) => (
                <TextLink href={`/runs/${missed_by}`} className="relative">
                  {text}
                </TextLink>
              ),
            }),
      );
      break;
    case "PAUSED":
    case "EDITED": {
      if (changed_at === null) break;
      const wasDue = entry.slot <= changed_at;
      const key = state === "EDITED" ? "edited" : wasDue ? "pausedBefore" : "paused";
      parts.push(t.rich(key, { time: () => renderTime(changed_at) }));
      if (pause_reason !== null) parts.push(t(`pausedBecause.${pause_reason}`));
      break;
    }
    case "BEFORE_START":
    case "AFTER_END":
      if (bound !== null) parts.push(t.rich(state, { time: () => renderTime(bound) }));
      break;
    case "RUNNING":
    case "RETRYING":
    case "ABANDONED":
    case "WAITING":
    case "UNRECORDED":
      parts.push(t(state));
      break;
    case "SUCCESS":
    case "DEGRADED":
    case "FAIL":
      if (last !== undefined && last.attempt > 1 && !last.is_replay) {
        parts.push(t("attempts", { count: last.attempt }));
      }
      break;
  }
  const replay = runs.findLast(({ is_replay }) => is_replay);
  if (replay !== undefined) {
    const isOutcome = replay.status === "SUCCESS" || replay.status === "FAIL";
    parts.push(t(isOutcome ? "replayed" : `replay.${replay.status}`));
  }
  for (const run of runs.filter(({ is_fenced }) => is_fenced)) {
    parts.push(t("fenced", { attempt: run.attempt }));
  }
  for (const { at, reason } of releases) {
    parts.push(t.rich(`released.${reason}`, { time: () => renderTime(at) }));
  }
  return parts.map((part, index) => (
    <span key={index} className="block">
      {part}
    </span>
  ));
}
