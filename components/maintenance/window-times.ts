import type { MaintenanceDto } from "@/lib/domain/maintenance/maintenance";
import {
  checkRecurrence,
  nextStarts,
  type MaintenanceWindow,
} from "@/lib/domain/maintenance/maintenance-window";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";

/** How many starts are shown before a window is made. */
const PREVIEWED = 3;

/** The fields of the form that say when a window that recurs is on. */
export type Recurrence = { expression: string; timezone: string; minutes: string };

/** The next starts of what is typed, as ISO texts; none while it isn't complete. */
export function previewStarts({ expression, timezone, minutes }: Recurrence, now: Date): string[] {
  const durationMinutes = Number(minutes);
  if (!Number.isInteger(durationMinutes) || durationMinutes < 1 || !isTimezone(timezone)) return [];
  if (!checkRecurrence(expression, timezone).ok) return [];
  const window: MaintenanceWindow = { kind: "recurring", expression, timezone, durationMinutes };
  return nextStarts(window, now, PREVIEWED).map((start) => start.toISOString());
}

/** Where a window stands in the list. */
export function placeOf({
  is_active,
  next_starts_at,
}: Pick<MaintenanceDto, "is_active" | "next_starts_at">): "active" | "upcoming" | "past" {
  if (is_active) return "active";
  return next_starts_at === null ? "past" : "upcoming";
}
