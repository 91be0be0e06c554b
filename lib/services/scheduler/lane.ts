import type { RunResult } from "@/db/queries/record-runs";
import { SECOND_MS } from "@/lib/domain/time-units";
import { RecentMap } from "@/lib/services/scheduler/recent-map";

/** A request is overdue after this time, and after so many times the mean of its lane. */
const OVERDUE_MS = SECOND_MS;
const OVERDUE_MEANS = 4;

/** A lane is brisk while its requests take at most so long. */
const BRISK_MS = SECOND_MS;

/** The weight of the newest request in the mean. */
const NEWEST_SHARE = 0.3;

/** The most routes of a lane that are remembered. */
const MOST_ROUTES = 200;

type Route = { held: number; most: number };

/** Whether the host of a lane responds at all, whatever it says. */
type Responsiveness = "responds" | "silent";

export type RequestResult = Pick<RunResult, "errorCode" | "httpStatus" | "durationMs">;

/** A host is silent where the deadline passed, or where no connection was made for a while. */
export function responsivenessOf(result: RequestResult): Responsiveness {
  const { errorCode, httpStatus, durationMs } = result;
  const isCutOff = errorCode === "TIMEOUT" || (httpStatus === null && durationMs >= OVERDUE_MS);
  return isCutOff ? "silent" : "responds";
}

/**
 * The requests of one workspace to one host, and how many of them there may be.
 *
 * A lane starts small and gets a place more with each response, so it doubles with each round of
 * responses. After a request that ran into its deadline it has one place until the host responds
 * again. While half of its requests are overdue, it doesn't grow. Each route of the host does the
 * same for itself, so that one that hangs doesn't hold up the others.
 */
export class Lane {
  readonly workspaceId: string;
  readonly host: string;
  /** Claims that wait for their place or have it. */
  held = 0;
  /** When each request in flight was started, the oldest first. */
  readonly startedAtMs = new Set<{ atMs: number }>();
  readonly #firstMost: number;
  readonly #routes = new RecentMap<Route>(MOST_ROUTES);
  #most: number;
  #isProven: boolean;
  #meanMs: number | null = null;

  constructor(workspaceId: string, host: string, first: { most: number; isProven: boolean }) {
    this.workspaceId = workspaceId;
    this.host = host;
    this.#firstMost = first.most;
    this.#most = first.most;
    this.#isProven = first.isProven;
  }

  /** Whether another claim of this route keeps to what the lane and the route may hold. */
  hasRoom(route: string): boolean {
    const known = this.#routes.peek(route);
    return this.held < this.#most && (known === undefined || known.held < known.most);
  }

  heldOn(route: string): number {
    return this.#routes.peek(route)?.held ?? 0;
  }

  hold(route: string, by: 1 | -1): void {
    this.held += by;
    this.#routeOf(route).held += by;
  }

  /** Learns from a request that has ended. `cap` is the most that the lane can come to. */
  learn(
    { route, outcome, tookMs }: { route: string; outcome: Responsiveness; tookMs: number },
    cap: number,
    nowMs: number,
  ): void {
    const ofRoute = this.#routeOf(route);
    ofRoute.most = outcome === "silent" ? 1 : Math.min(ofRoute.most + 1, cap);
    const mayGrow = this.#isMostlyOnTime(nowMs);
    const mean = this.#meanMs ?? tookMs;
    this.#meanMs = mean + NEWEST_SHARE * (tookMs - mean);
    this.#isProven = outcome === "responds";
    if (outcome === "silent") this.#most = 1;
    else if (mayGrow) this.#most = Math.min(this.#most + 1, cap);
  }

  /** Whether the host responded to the last request, and isn't overdue with half of the others. */
  isProven(nowMs: number): boolean {
    return this.#isProven && this.#isMostlyOnTime(nowMs);
  }

  /** Whether its places are free again soon, by what was measured. */
  isBrisk(nowMs: number): boolean {
    const isQuick = this.#meanMs !== null && this.#meanMs <= BRISK_MS;
    return isQuick && this.#isProven && this.#countOverdue(nowMs) === 0;
  }

  #routeOf(route: string): Route {
    return this.#routes.getOrAdd(route, () => ({ held: 0, most: this.#firstMost }));
  }

  #isMostlyOnTime(nowMs: number): boolean {
    return 2 * this.#countOverdue(nowMs) < this.#most;
  }

  #countOverdue(nowMs: number): number {
    const limitMs = Math.max(OVERDUE_MS, OVERDUE_MEANS * (this.#meanMs ?? 0));
    let count = 0;
    for (const { atMs } of this.startedAtMs) {
      if (nowMs - atMs < limitMs) break;
      count += 1;
    }
    return count;
  }
}
