import { setTimeout as delay } from "node:timers/promises";
import { leaseMessages, type LeasedMessage } from "@/db/queries/notifications/message-leases";
import { log } from "@/lib/log";
import type { NotificationContext } from "@/lib/notifications/context";
import { sendMessage } from "@/lib/notifications/send-message";

/** Messages in flight at one worker, those that stall not counted; and with them. */
const PLACES = 10;
const ALL_PLACES = 50;
const PLACES_PER_WORKSPACE = 3;

/** An attempt gives its place to others after this time; it is cut off by its own deadline. */
const STALLED_MS = 2_000;

/** A lease outlasts the longest attempt, its reads and its record. */
const LEASE_SECONDS = 60;

/** What became due meanwhile is looked for so often. */
const LOOK_EVERY_MS = 250;

export type DeliveryReport = { sent: number; failed: number; retried: number };

type Flight = { workspaceId: string; startedAtMs: number; landing: Promise<void> };

const reportNames = { SENT: "sent", FAILED: "failed", PENDING: "retried" } as const;

/** The attempts in flight of one call, and the places that they leave. */
class Flights {
  readonly #context: NotificationContext;
  readonly #report: DeliveryReport;
  readonly #flights = new Set<Flight>();

  constructor(context: NotificationContext, report: DeliveryReport) {
    this.#context = context;
    this.#report = report;
  }

  get count(): number {
    return this.#flights.size;
  }

  get freePlaces(): number {
    const nowMs = performance.now();
    const brisk = [...this.#flights].filter(({ startedAtMs }) => nowMs - startedAtMs < STALLED_MS);
    return Math.min(PLACES - brisk.length, ALL_PLACES - this.#flights.size);
  }

  get ofWorkspaces(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { workspaceId } of this.#flights) {
      counts.set(workspaceId, (counts.get(workspaceId) ?? 0) + 1);
    }
    return counts;
  }

  start(message: LeasedMessage): void {
    const land = async () => {
      try {
        const { status } = await sendMessage(this.#context, message);
        if (status !== null) this.#report[reportNames[status]] += 1;
      } catch (error) {
        // Its lease ends, and another attempt is made.
        log.error({ err: error, message_id: message.id }, "a delivery could not be recorded");
      } finally {
        this.#flights.delete(flight);
      }
    };
    const flight: Flight = {
      workspaceId: message.workspaceId,
      startedAtMs: performance.now(),
      landing: Promise.resolve(),
    };
    this.#flights.add(flight);
    flight.landing = land();
  }

  /** Resolves when one has ended, or after a moment. */
  async wait(): Promise<void> {
    const look = new AbortController();
    const landings = Array.from(this.#flights, ({ landing }) => landing);
    const pause = delay(LOOK_EVERY_MS, undefined, { signal: look.signal }).catch(() => undefined);
    await Promise.race([pause, ...landings]);
    look.abort();
  }

  async waitForAll(): Promise<void> {
    await Promise.all(Array.from(this.#flights, ({ landing }) => landing));
  }
}

/**
 * Leases, sends and records messages until none is due and none in flight, or `isStopped`: then only for
 * what is in flight. Any number of workers may do it at once. Each message is sent by one of them at a
 * time, and a worker that lost its lease records nothing. A message that was sent while its worker died is
 * sent again under the same id. A channel that doesn't respond holds up no other.
 */
export async function deliverDue(
  context: NotificationContext,
  { isStopped = () => false }: { isStopped?: () => boolean } = {},
): Promise<DeliveryReport> {
  const report: DeliveryReport = { sent: 0, failed: 0, retried: 0 };
  const flights = new Flights(context, report);
  try {
    while (!isStopped()) {
      const limit = flights.freePlaces;
      const leased =
        limit <= 0
          ? []
          : await leaseMessages(context.db, {
              workerId: context.workerId,
              leaseSeconds: LEASE_SECONDS,
              limit,
              perWorkspace: PLACES_PER_WORKSPACE,
              inFlight: flights.ofWorkspaces,
            });
      for (const message of leased) flights.start(message);
      if (flights.count === 0) break;
      await flights.wait();
    }
  } finally {
    await flights.waitForAll();
  }
  return report;
}
