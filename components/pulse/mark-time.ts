import type { PulseMark } from "@/lib/domain/run/pulse";

/** The moment that a mark stands for: its slot, or, run by hand, its start. */
export function markTime(
  mark: Pick<PulseMark, "scheduled_for" | "started_at" | "created_at">,
): string {
  return mark.scheduled_for ?? mark.started_at ?? mark.created_at;
}
