import { z } from "zod";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem, problem, type CodedProblem } from "@/lib/domain/field-problems";
import { instantText, nameInput, wholeNumber } from "@/lib/domain/inputs";
import {
  MAX_MAINTENANCE_MINUTES,
  MAX_WINDOW_ROUTINES,
} from "@/lib/domain/maintenance/maintenance-options";
import { checkRecurrence } from "@/lib/domain/maintenance/maintenance-window";
import { routineKey } from "@/lib/domain/routine/routine";
import { MAX_CRON_CHARACTERS } from "@/lib/domain/routine/routine-options";
import { readCronText } from "@/lib/domain/schedule/read-cron-text";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";
import { routineTags } from "@/lib/domain/tags/tag";
import { MINUTE_MS } from "@/lib/domain/time-units";

/** A window of maintenance in the wire format: once between two times, or recurring. */
export type MaintenanceDto = {
  id: string;
  name: string;
  /** The caller's own name for it, unique in its workspace. */
  key: string | null;
  starts_at: string | null;
  ends_at: string | null;
  cron_expression: string | null;
  timezone: string;
  duration_minutes: number | null;
  /** Whether it is for every routine of the workspace; else for those named, and those with a tag. */
  applies_to_all: boolean;
  routine_ids: string[];
  tags: string[];
  /** Whether it is on now. */
  is_active: boolean;
  /** The next start after now; null where there is none. */
  next_starts_at: string | null;
  created_at: string;
};

const instant = instantText
  .refine((text) => /^2\d{3}-/.test(text), problem("instant_out_of_range"))
  .transform((text) => new Date(text))
  .nullable()
  .default(null);

/** What a caller writes. What isn't given is null or empty; without routines and tags, it is for all. */
export const maintenanceInput = z.strictObject({
  name: nameInput("maintenance_name_required").default("Maintenance"),
  key: routineKey.nullable().default(null),
  starts_at: instant,
  ends_at: instant,
  cron_expression: z
    .string(problem("cron_not_text"))
    .transform((text) => readCronText(text).expression)
    .pipe(z.string().max(MAX_CRON_CHARACTERS, problem("cron_too_long")))
    .nullable()
    .default(null),
  timezone: z
    .string(problem("timezone_unknown"))
    .refine(isTimezone, problem("timezone_unknown"))
    .default("UTC"),
  duration_minutes: wholeNumber(1, MAX_MAINTENANCE_MINUTES, "maintenance_length_out_of_range")
    .nullable()
    .default(null),
  applies_to_all: z.boolean(problem("maintenance_scope_unclear")).optional(),
  routine_ids: z
    .array(z.uuid(problem("routine_id_invalid")), problem("selection_invalid"))
    .max(MAX_WINDOW_ROUTINES, problem("selection_invalid"))
    .default([]),
  tags: routineTags.default([]),
});
type Fields = z.output<typeof maintenanceInput>;

export type NewMaintenance = {
  name: string;
  key: string | null;
  startsAt: Date | null;
  endsAt: Date | null;
  cronExpression: string | null;
  timezone: string;
  durationMinutes: number | null;
  appliesToAll: boolean;
  routineIds: string[];
  tags: string[];
};

function findScopeProblems({ applies_to_all, routine_ids, tags }: Fields): CodedProblem[] {
  const isEmpty = routine_ids.length + tags.length === 0;
  return applies_to_all === undefined || applies_to_all === isEmpty
    ? []
    : [{ path: "applies_to_all", code: "maintenance_scope_unclear" }];
}

/** A recurring window: a cron expression and how long it lasts each time. */
function readRecurring(input: Fields): { problems: CodedProblem[] } {
  const { cron_expression, timezone, duration_minutes, starts_at, ends_at } = input;
  const problems: CodedProblem[] = [];
  if (starts_at !== null || ends_at !== null) {
    problems.push({ path: "cron_expression", code: "maintenance_twice" });
  }
  if (duration_minutes === null) {
    problems.push({ path: "duration_minutes", code: "maintenance_length_out_of_range" });
  }
  const cron = checkRecurrence(cron_expression ?? "", timezone);
  if (!cron.ok) {
    const { code, message, params } = cron;
    problems.push({ path: "cron_expression", code, message, ...(params && { params }) });
  }
  return { problems };
}

/** A window that is once: between two times, or from a time on for so long. Without a start, from now on. */
function readOnce(input: Fields, now: Date): { from: Date; until: Date; problems: CodedProblem[] } {
  const { starts_at, ends_at, duration_minutes } = input;
  const from = starts_at ?? now;
  const byLength = new Date(from.getTime() + (duration_minutes ?? 0) * MINUTE_MS);
  const until = ends_at ?? byLength;
  const problems: CodedProblem[] = [];
  const lasts = until.getTime() - from.getTime();
  if (ends_at === null && duration_minutes === null) {
    problems.push({ path: "ends_at", code: "maintenance_end_required" });
  } else if (ends_at !== null && duration_minutes !== null) {
    problems.push({ path: "duration_minutes", code: "maintenance_twice" });
  } else if (until <= from) {
    problems.push({ path: "ends_at", code: "ends_before_start" });
  } else if (until <= now) {
    problems.push({ path: "ends_at", code: "maintenance_over" });
  } else if (lasts < MINUTE_MS || lasts > MAX_MAINTENANCE_MINUTES * MINUTE_MS) {
    problems.push({ path: "ends_at", code: "maintenance_length_out_of_range" });
  }
  return { from, until, problems };
}

/**
 * A new window, complete and free of contradictions.
 * @throws {ValidationError} with every problem at its field.
 */
export function toNewMaintenance(input: Fields, now: Date): NewMaintenance {
  const isRecurring = input.cron_expression !== null;
  const once = isRecurring ? null : readOnce(input, now);
  const problems = [...(once ?? readRecurring(input)).problems, ...findScopeProblems(input)];
  if (problems.length > 0) throw new ValidationError(problems.map(describeProblem));
  return {
    name: input.name,
    key: input.key,
    startsAt: once?.from ?? null,
    endsAt: once?.until ?? null,
    cronExpression: input.cron_expression,
    timezone: input.timezone,
    durationMinutes: isRecurring ? input.duration_minutes : null,
    appliesToAll: input.routine_ids.length + input.tags.length === 0,
    routineIds: [...new Set(input.routine_ids.map((id) => id.toLowerCase()))],
    tags: input.tags,
  };
}
