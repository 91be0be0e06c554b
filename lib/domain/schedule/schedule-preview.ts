import { z } from "zod";
import { pageLimit } from "@/lib/domain/inputs";
import type { RoutineSettings } from "@/lib/domain/routine/routine";

/** The most slots of a preview. */
const MAX_PREVIEW_SLOTS = 100;

/** A schedule as a query writes it: each field is text, and is checked as that of a routine. */
export const schedulePreviewQuery = z.strictObject({
  interval_minutes: z.string().optional(),
  cron_expression: z.string().optional(),
  run_at: z.string().optional(),
  timezone: z.string().optional(),
  gap_policy: z.string().optional(),
  starts_at: z.string().optional(),
  ends_at: z.string().optional(),
  limit: pageLimit(MAX_PREVIEW_SLOTS, 5),
});

/** A schedule as it would be kept, in words, and with what it brings. Times are RFC 3339 in UTC. */
export type SchedulePreviewDto = Pick<
  RoutineSettings,
  | "interval_minutes"
  | "cron_expression"
  | "run_at"
  | "timezone"
  | "gap_policy"
  | "starts_at"
  | "ends_at"
> & {
  /** The slots of a routine that is created now, soonest first. */
  next_slots: string[];
  /** The clock changes of the next year that make a run vanish, move or come twice. */
  clock_changes: { kind: "skipped" | "moved" | "twice"; at: string; local: string }[];
};

/** The preview with the schedule in words; null where there are none for it. */
export type WordedPreviewDto = SchedulePreviewDto & { words: string | null };
