import { randomInt } from "node:crypto";
import type { DueRoutines } from "@/db/queries/find-due-routines";
import type { Lane } from "@/lib/services/scheduler/lane";
import type { Hold, PlaceLimits, Places } from "@/lib/services/scheduler/places";

/** A due routine that is to be claimed, or the slot of a replay of it, and the hold of its claim. */
export type Choice = { routineId: string; replayId: string | null; hold: Hold };

type Group = {
  ids: string[];
  lane: Lane;
  route: string;
  dueSinceMs: number;
  replayId: string | null;
};

const keyOf = ({ lane: { host }, route, replayId }: Omit<Group, "ids">) =>
  replayId ?? `${host} ${route}`;

/** The item that comes before all others. */
function first<Item>(
  items: Iterable<Item>,
  compare: (a: Item, b: Item) => number,
): Item | undefined {
  let best: Item | undefined;
  for (const item of items) if (best === undefined || compare(item, best) < 0) best = item;
  return best;
}

/**
 * The order of the groups of one workspace: its own slots before those of its replays, then shares, then
 * what is likely to go quickly.
 */
function compareGroups(a: Group, b: Group): number {
  return (
    Number(a.replayId !== null) - Number(b.replayId !== null) ||
    a.lane.held - b.lane.held ||
    a.lane.heldOn(a.route) - b.lane.heldOn(b.route) ||
    b.ids.length - a.ids.length ||
    a.dueSinceMs - b.dueSinceMs
  );
}

/** What a tick knows to be due, and the choice of what it claims next. */
export class WaitingRoutines {
  readonly #places: Places;
  readonly #limits: PlaceLimits;
  /** By workspace, then by host and route or by replay. None is empty. */
  readonly #workspaces = new Map<string, Map<string, Group>>();
  /** Other workers claim the same routines: each takes some of them rather than the oldest. */
  isContended = false;
  /** All that was found of one route has been taken. */
  hasRunOut = false;

  constructor(places: Places, limits: PlaceLimits) {
    this.#places = places;
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#workspaces.size === 0;
  }

  /** Takes over what was found. Where that was all that is due, the rest is forgotten. */
  update({ groups, replays, isCut }: DueRoutines, nowMs: number): void {
    if (!isCut) this.#workspaces.clear();
    this.hasRunOut = false;
    for (const { workspaceId, host, route, ids, lagMs, hasSucceeded } of groups) {
      const lane = this.#places.lane(workspaceId, host, hasSucceeded);
      this.#add({ ids, lane, route, dueSinceMs: nowMs - lagMs, replayId: null });
    }
    for (const { id, next } of replays) {
      if (next === null) continue;
      const { routineId, route } = next;
      const lane = this.#places.lane(next.workspaceId, next.host, next.hasSucceeded);
      this.#add({ ids: [routineId], lane, route, dueSinceMs: nowMs, replayId: id });
    }
  }

  #add(group: Group): void {
    const { workspaceId } = group.lane;
    const known = this.#workspaces.get(workspaceId) ?? new Map<string, Group>();
    known.set(keyOf(group), group);
    this.#workspaces.set(workspaceId, known);
  }

  /** The place-seconds of the workspace that would take the next free place; Infinity for none. */
  leastUsage(nowMs: number): number {
    const mayStart = (group: Group) =>
      this.#places.mayHold(group, this.#limits, { ahead: 0, nowMs });
    let least = Infinity;
    for (const [workspaceId, groups] of this.#workspaces) {
      const usage = this.#places.usageOf(workspaceId, nowMs);
      if (usage < least && Array.from(groups.values()).some(mayStart)) least = usage;
    }
    return least;
  }

  /**
   * Takes up to `limit` routines that may be claimed, and holds their places. Each time it is the
   * turn of the workspace that uses the fewest place-seconds, and there of the lane and the route
   * that hold the fewest places. Those who wait outside of ticks take their turns in between.
   */
  choose(options: { ahead: number; limit: number; nowMs: number }): Choice[] {
    const { ahead, limit, nowMs } = options;
    const mayHold = (group: Group) =>
      group.ids.length > 0 && this.#places.mayHold(group, this.#limits, { ahead, nowMs });
    const chosen: Choice[] = [];
    if (!this.#places.hasRoom(this.#limits, ahead)) return chosen;
    const queues = new Set(
      Array.from(this.#workspaces, ([workspaceId, groups]) => ({
        usage: this.#places.usageOf(workspaceId, nowMs),
        open: Array.from(groups.values()).filter(mayHold),
      })),
    );
    while (chosen.length < limit) {
      const queue = first(queues, (a, b) => a.usage - b.usage);
      if (queue === undefined) break;
      this.#places.line?.serveUpTo(queue.usage, { ahead, nowMs });
      const group = first(queue.open, compareGroups);
      if (group === undefined) {
        queues.delete(queue);
      } else if (mayHold(group)) {
        const routineId = this.#take(group);
        const hold = this.#places.hold(group.lane, group.route);
        chosen.push({ routineId, replayId: group.replayId, hold });
        queue.usage += 1;
      } else {
        queue.open = queue.open.filter(mayHold);
      }
    }
    this.#places.line?.serve();
    return chosen;
  }

  #take(group: Group): string {
    const index = this.isContended ? randomInt(group.ids.length) : 0;
    const [routineId = ""] = group.ids.splice(index, 1);
    if (group.ids.length === 0) {
      this.hasRunOut ||= group.replayId === null;
      const groups = this.#workspaces.get(group.lane.workspaceId);
      groups?.delete(keyOf(group));
      if (groups?.size === 0) this.#workspaces.delete(group.lane.workspaceId);
    }
    return routineId;
  }
}
