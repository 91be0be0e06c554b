import { TryLaterError } from "@/lib/domain/errors";
import { stopping, stoppingError } from "@/lib/services/orderly-stop";
import type { Lane } from "@/lib/services/scheduler/lane";
import type { Hold, PlaceLimits, PlaceLine, Places } from "@/lib/services/scheduler/places";

/** The longest wait for a place. A platform grants a minute for the wait, the request and its record. */
const LONGEST_WAIT_MS = 15_000;

/** What time alone changes, such as a turn, is looked at so often while anybody waits. */
const LOOK_EVERY_MS = 200;

/** When to try again where no place became free. */
const TRY_AGAIN_SECONDS = 5;

type Waiter = {
  lane: Lane;
  route: string;
  limits: PlaceLimits;
  hold: Hold | null;
  grant: (hold: Hold) => void;
};

/**
 * Requests that somebody waits for, in line for the places of a worker: manual runs and tests. They
 * keep to the rules of scheduled runs, and take turns with them: the next place is that of the
 * workspace that uses the fewest place-seconds, whichever of the two it waits for. Within a workspace
 * the one that came first is first, and comes before its scheduled runs.
 */
class PlaceQueue implements PlaceLine {
  readonly #places: Places;
  /** In the order of arrival. */
  readonly #waiters = new Set<Waiter>();
  #timer: NodeJS.Timeout | undefined;

  constructor(places: Places) {
    this.#places = places;
    places.onFree(() => this.serve());
  }

  wait(lane: Lane, route: string, limits: PlaceLimits): Promise<Hold> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters.delete(waiter);
        clearTimeout(timer);
        stopping.removeEventListener("abort", giveUp);
      };
      const waiter: Waiter = {
        lane,
        route,
        limits,
        hold: null,
        grant: (hold) => {
          leave();
          resolve(hold);
        },
      };
      const giveUp = () => {
        leave();
        if (waiter.hold !== null) this.#places.end(waiter.hold, null, limits, performance.now());
        reject(stopping.aborted ? stoppingError() : busyError());
      };
      const timer = setTimeout(giveUp, LONGEST_WAIT_MS);
      stopping.addEventListener("abort", giveUp);
      if (stopping.aborted) {
        giveUp();
        return;
      }
      this.#waiters.add(waiter);
      this.serve();
    });
  }

  /** Gives places that are free to those whose turn it is, unless it is that of a scheduled run. */
  serve(): void {
    clearTimeout(this.#timer);
    if (this.#waiters.size === 0) return;
    const nowMs = performance.now();
    this.serveUpTo(this.#places.leastUsageOfTicks(nowMs), { ahead: 0, nowMs });
    if (this.#waiters.size > 0) this.#timer = setTimeout(() => this.serve(), LOOK_EVERY_MS);
  }

  serveUpTo(mostUsage: number, { ahead, nowMs }: { ahead: number; nowMs: number }): void {
    for (;;) {
      const next = this.#next(ahead, nowMs);
      if (next === null || next.usage > mostUsage) break;
      const { waiter } = next;
      waiter.hold = this.#places.hold(waiter.lane, waiter.route);
      this.#start(nowMs);
    }
    this.#start(nowMs);
  }

  /** Whose turn it is among those that may hold a place. */
  #next(ahead: number, nowMs: number): { waiter: Waiter; usage: number } | null {
    let next: { waiter: Waiter; usage: number } | null = null;
    for (const waiter of this.#waiters) {
      if (waiter.hold !== null) continue;
      if (!this.#places.mayHold(waiter, waiter.limits, { ahead, nowMs })) continue;
      const usage = this.#places.usageOf(waiter.lane.workspaceId, nowMs);
      if (next === null || usage < next.usage) next = { waiter, usage };
    }
    return next;
  }

  #start(nowMs: number): void {
    for (const { hold, limits, grant } of this.#waiters) {
      if (hold !== null && this.#places.start(hold, limits, nowMs)) grant(hold);
    }
  }
}

const busyError = () =>
  new TryLaterError(
    "BUSY",
    "Nothing was sent: all places were taken by other requests. Try again in a moment.",
    TRY_AGAIN_SECONDS,
  );

/** The line of those who wait for a place of a worker. */
export const lineOf = (places: Places): PlaceLine => (places.line ??= new PlaceQueue(places));
