import type { PulseMark } from "@/lib/domain/run/pulse";

/** The time of a mark: its slot or, for a manual run, its start. */
export function markTime(
  mark: Pick<PulseMark, "scheduled_for" | "started_at" | "created_at">,
): string {
  return mark.scheduled_for ?? mark.started_at ?? mark.created_at;
}
