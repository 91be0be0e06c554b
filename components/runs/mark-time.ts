import type { PulseMark } from "@/lib/domain/overview";

/** The moment that a mark stands for: its slot, or, run by hand, its start. */
export function markTime(
  mark: Pick<PulseMark, "scheduled_for" | "started_at" | "created_at">,
): string {
  return mark.scheduled_for ?? mark.started_at ?? mark.created_at;
}

/** Milliseconds from a slot to its request; null without a slot, or where nothing was sent. */
export function markLag(mark: Pick<PulseMark, "scheduled_for" | "started_at">): number | null {
  if (mark.scheduled_for === null || mark.started_at === null) return null;
  return Math.max(0, Date.parse(mark.started_at) - Date.parse(mark.scheduled_for));
}
