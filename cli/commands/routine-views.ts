import type { DryRun, FieldChange } from "@/cli/api/wire-types";
import { colorOf } from "@/cli/terminal/colors";
import type { Output } from "@/cli/terminal/output";
import { plainLine } from "@/cli/terminal/plain-text";
import { localTime } from "@/cli/terminal/times";
import type { RoutineDto } from "@/lib/domain/routine/routine";

function scheduleText({ interval_minutes, cron_expression, run_at, timezone }: RoutineDto): string {
  if (interval_minutes !== null) return `every ${interval_minutes} min`;
  if (cron_expression !== null) {
    return timezone === "UTC" ? cron_expression : `${cron_expression} (${timezone})`;
  }
  return `once ${localTime(run_at)}`;
}

const stateOf = ({ is_active, next_slots }: RoutineDto): "active" | "paused" | "ended" =>
  !is_active ? "paused" : next_slots.length === 0 ? "ended" : "active";

export function printRoutines(output: Output, rows: readonly RoutineDto[]): void {
  const { paint } = output;
  output.table(
    [
      { title: "ID", cell: ({ id }) => id },
      { title: "NAME", cell: ({ name }) => name, isFlexible: true },
      { title: "KEY", cell: ({ key }) => key ?? "-", isFlexible: true },
      { title: "SCHEDULE", cell: scheduleText, isFlexible: true },
      { title: "STATE", cell: stateOf, paint: (text) => paint(colorOf(text.trim()), text) },
      {
        title: "LAST",
        cell: ({ last_status }) => last_status ?? "-",
        paint: (text) => paint(colorOf(text.trim()), text),
      },
      {
        title: "NEXT RUN",
        cell: (routine) => localTime(routine.next_slots[0] ?? null),
      },
    ],
    rows,
  );
}

/** The fields of a routine, a line each, in the names of the API. */
export function printRoutine(output: Output, routine: RoutineDto): void {
  const width = Math.max(...Object.keys(routine).map((name) => name.length));
  for (const [name, value] of Object.entries(routine)) {
    const isTime = name.endsWith("_at") || name.endsWith("_until");
    const shown =
      value === null
        ? "-"
        : isTime && typeof value === "string"
          ? localTime(value)
          : typeof value === "string"
            ? value
            : JSON.stringify(value);
    output.line(`${name.padEnd(width)}  ${plainLine(shown)}`);
  }
}

export const isDryRun = (body: object): body is DryRun => "dry_run" in body;

/** What would change, a line a field. */
export function printDryRun(output: Output, { action, changes }: DryRun): void {
  output.line(action === "none" ? "Nothing would change." : `Would ${action}:`);
  if (action === "create") printNewFields(output, changes);
  else printFieldChanges(output, changes);
}

export function printFieldChanges(output: Output, changes: readonly FieldChange[]): void {
  for (const { path, before, after } of changes) {
    output.line(`    ${plainLine(path)}: ${valueText(before)} → ${valueText(after)}`);
  }
}

/** The fields of something new, a line each. */
export function printNewFields(output: Output, fields: readonly FieldChange[]): void {
  for (const { path, after } of fields) {
    output.line(`    ${plainLine(path)}: ${valueText(after)}`);
  }
}

const valueText = (value: unknown): string =>
  value === undefined || value === null ? "-" : plainLine(JSON.stringify(value));
