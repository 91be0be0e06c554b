import type { DeliveryDto } from "@/lib/domain/channels/delivery";
import type { IncidentEventDto } from "@/lib/domain/incidents/incident";
import type { RunDto } from "@/lib/domain/run/run";

export type TimelineEntry = { at: string; id: string } & (
  | { kind: "run"; run: RunDto }
  | { kind: "event"; event: IncidentEventDto }
  | { kind: "delivery"; delivery: DeliveryDto }
);

/** A run comes before the change that it made, and that before the message about it. */
const order: Record<TimelineEntry["kind"], number> = { run: 0, event: 1, delivery: 2 };

type Parts = {
  events: readonly IncidentEventDto[];
  deliveries: readonly DeliveryDto[];
  runs: readonly RunDto[];
};

/** All that happened to an incident, newest first. */
export function toTimeline({ events, deliveries, runs }: Parts): TimelineEntry[] {
  const entries: TimelineEntry[] = [
    ...runs.map((run) => ({
      kind: "run" as const,
      id: run.id,
      at: run.finished_at ?? run.created_at,
      run,
    })),
    ...events.map((event) => ({ kind: "event" as const, id: event.id, at: event.at, event })),
    ...deliveries.map((delivery) => ({
      kind: "delivery" as const,
      id: delivery.id,
      at: delivery.finished_at ?? delivery.created_at,
      delivery,
    })),
  ];
  return entries
    .map((entry, index) => ({ entry, index, ms: Date.parse(entry.at) }))
    .sort((a, b) => b.ms - a.ms || order[b.entry.kind] - order[a.entry.kind] || b.index - a.index)
    .map(({ entry }) => entry);
}
