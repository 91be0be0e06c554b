import { SECOND_MS } from "@/lib/domain/time-units";
import { perProcess } from "@/lib/per-process";
import type { SchedulerSettings } from "@/lib/services/context";
import { FadingSum } from "@/lib/services/scheduler/fading-sum";
import { Lane, responsivenessOf, type RequestResult } from "@/lib/services/scheduler/lane";
import { RecentMap } from "@/lib/services/scheduler/recent-map";

/**
 * The places of a worker, shared by its ticks: who holds them, and who may take the next one.
 *
 * - A workspace never holds the last places, however short its requests are, so that another one
 *   always finds a place.
 * - A few places more go only to workspaces that hold next to nothing, and to lanes that were
 *   measured to be brisk.
 * - The lanes of a workspace whose host hasn't responded hold at most about half of what the
 *   workspace may, so that its dead hosts don't block its others.
 * - A host takes no more than its cap, and a lane never quite all of it.
 */

/** Place-seconds count for this long. */
const USAGE_FADE_MS = 10 * SECOND_MS;

/** The most lanes and workspaces that are remembered. */
const MOST_REMEMBERED = 10_000;

/** The most claims that a lane starts with. */
const FIRST_MOST = 2;

export type PlaceLimits = Pick<SchedulerSettings, "maxConcurrency" | "maxPerHost">;

/** A claim that waits for its place or has it. */
export type Hold = { lane: Lane; route: string; start: { atMs: number } | null };

/** A tick that may have something due. */
type WaitingTick = { leastUsage: (nowMs: number) => number };

/** Those who wait for a place outside of ticks. */
export type PlaceLine = {
  /**
   * Resolves with the started hold of a place.
   * @throws {DomainError} BUSY or UNAVAILABLE where none became free in time.
   */
  wait: (lane: Lane, route: string, limits: PlaceLimits) => Promise<Hold>;
  /** Has them take the places that no tick's turn keeps from them. */
  serve: () => void;
  /** Has those take places whose workspaces use no more than `mostUsage`. */
  serveUpTo: (mostUsage: number, options: { ahead: number; nowMs: number }) => void;
};

type Tenant = { held: number; running: number; usage: FadingSum; lanes: Set<Lane> };

/** The places that no workspace may hold alone: none, one, or a twentieth. */
const strictReserve = (places: number) => (places === 1 ? 0 : Math.max(1, Math.floor(places / 20)));

/** The places for newcomers and brisk lanes: none, one, or a tenth. */
const reserve = (places: number) => (places === 1 ? 0 : Math.max(1, Math.floor(places / 10)));

/** The most claims of a lane: at a large cap it leaves some of its host to other workspaces. */
const mostOfLane = (maxPerHost: number) => maxPerHost - Math.floor(maxPerHost / 10);

/**
 * The most places that the lanes of a workspace may hold whose hosts haven't responded: half of what
 * the workspace may hold, and three quarters with lanes that hold none yet.
 */
const mostUnproven = (places: number, isFresh: boolean) =>
  Math.ceil((places - reserve(places)) * (isFresh ? 0.75 : 0.5));

export class Places {
  #held = 0;
  #running = 0;
  readonly #lanes = new RecentMap<Lane>(MOST_REMEMBERED);
  readonly #tenants = new RecentMap<Tenant>(MOST_REMEMBERED);
  readonly #heldByHost = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  readonly #ticks = new Set<WaitingTick>();
  line: PlaceLine | undefined;
  /** The routines that somebody has run now, until their runs have ended. */
  readonly runNow = new Set<string>();

  get running(): number {
    return this.#running;
  }

  /** Calls `listener` whenever a place becomes free, until the returned function is called. */
  onFree(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Has a tick take its turn among those who wait, until the returned function is called. */
  join(tick: WaitingTick): () => void {
    this.#ticks.add(tick);
    return () => this.#ticks.delete(tick);
  }

  /** The place-seconds of the workspace whose turn it is among the ticks; Infinity where none waits. */
  leastUsageOfTicks(nowMs: number): number {
    let least = Infinity;
    for (const tick of this.#ticks) least = Math.min(least, tick.leastUsage(nowMs));
    return least;
  }

  /** The lane of a workspace to a host; a new one is small, more so where nothing is known of it. */
  lane(workspaceId: string, host: string, hasSucceeded: boolean): Lane {
    const create = () =>
      new Lane(workspaceId, host, {
        most: hasSucceeded ? 2 * FIRST_MOST : FIRST_MOST,
        isProven: hasSucceeded,
      });
    return this.#lanes.getOrAdd(`${workspaceId} ${host}`, create);
  }

  /**
   * The place-seconds that a workspace uses a second: what it holds now, and what it has used of
   * late.
   */
  usageOf(workspaceId: string, nowMs: number): number {
    const tenant = this.#tenants.peek(workspaceId);
    if (tenant === undefined) return 0;
    return tenant.held + tenant.usage.at(nowMs) / (USAGE_FADE_MS / SECOND_MS);
  }

  /** Whether any claim may be added to those that hold `places` places and `ahead` more. */
  hasRoom({ maxConcurrency }: PlaceLimits, ahead: number): boolean {
    return this.#held < maxConcurrency + ahead;
  }

  /** Whether a claim of a lane may be made, to start now or `ahead` of time. */
  mayHold(
    { lane, route }: { lane: Lane; route: string },
    limits: PlaceLimits,
    { ahead, nowMs }: { ahead: number; nowMs: number },
  ): boolean {
    const places = limits.maxConcurrency;
    const free = places + ahead - this.#held;
    const tenant = this.#tenants.peek(lane.workspaceId);
    const held = tenant?.held ?? 0;
    if (free < 1 || !lane.hasRoom(route)) return false;
    if ((this.#heldByHost.get(lane.host) ?? 0) >= limits.maxPerHost) return false;
    if (places > 1 && held >= places + ahead - strictReserve(places)) return false;
    const isLast = free <= reserve(places);
    if (isLast && held >= strictReserve(places) && !lane.isBrisk(nowMs)) return false;
    if (lane.isProven(nowMs)) return true;
    let unproven = 0;
    for (const each of tenant?.lanes ?? []) if (!each.isProven(nowMs)) unproven += each.held;
    return unproven < mostUnproven(places, lane.held === 0);
  }

  hold(lane: Lane, route: string): Hold {
    const tenant = this.#tenantOf(lane);
    this.#held += 1;
    tenant.held += 1;
    tenant.lanes.add(lane);
    lane.hold(route, 1);
    this.#heldByHost.set(lane.host, (this.#heldByHost.get(lane.host) ?? 0) + 1);
    return { lane, route, start: null };
  }

  /** Starts the request of a claim, if there is a place for it. */
  start(hold: Hold, { maxConcurrency }: PlaceLimits, nowMs: number): boolean {
    const tenant = this.#tenantOf(hold.lane);
    const most = Math.max(1, maxConcurrency - strictReserve(maxConcurrency));
    if (this.#running >= maxConcurrency || tenant.running >= most) return false;
    this.#running += 1;
    tenant.running += 1;
    hold.start = { atMs: nowMs };
    hold.lane.startedAtMs.add(hold.start);
    return true;
  }

  /** Ends a claim. `result` is that of its request, or null where none was sent. */
  end(hold: Hold, result: RequestResult | null, { maxPerHost }: PlaceLimits, nowMs: number): void {
    const { lane, start } = hold;
    const tenant = this.#tenantOf(lane);
    this.#held -= 1;
    tenant.held -= 1;
    lane.hold(hold.route, -1);
    if (lane.held === 0) tenant.lanes.delete(lane);
    const heldByHost = (this.#heldByHost.get(lane.host) ?? 0) - 1;
    if (heldByHost > 0) this.#heldByHost.set(lane.host, heldByHost);
    else this.#heldByHost.delete(lane.host);
    if (start !== null) {
      this.#running -= 1;
      tenant.running -= 1;
      lane.startedAtMs.delete(start);
      tenant.usage.add((nowMs - start.atMs) / SECOND_MS, nowMs);
      if (result !== null) {
        const outcome = responsivenessOf(result);
        const tookMs = nowMs - start.atMs;
        lane.learn({ route: hold.route, outcome, tookMs }, mostOfLane(maxPerHost), nowMs);
      }
    }
    for (const listener of this.#listeners) listener();
  }

  #tenantOf({ workspaceId }: Lane): Tenant {
    return this.#tenants.getOrAdd(workspaceId, () => ({
      held: 0,
      running: 0,
      usage: new FadingSum(USAGE_FADE_MS),
      lanes: new Set(),
    }));
  }
}

/** The places of a worker. */
export function placesOf(workerId: string): Places {
  const all = perProcess("opspulsePlaces", () => new Map<string, Places>());
  const known = all.get(workerId) ?? new Places();
  all.set(workerId, known);
  return known;
}
