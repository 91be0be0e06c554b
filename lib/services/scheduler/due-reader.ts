import { findDueRoutines, findDueWorkspaces } from "@/db/queries/find-due-routines";
import { tendReplay } from "@/db/queries/replays/claim-replay-slot";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { SchedulerContext } from "@/lib/services/context";
import type { Places } from "@/lib/services/scheduler/places";
import { WaitingRoutines } from "@/lib/services/scheduler/waiting-routines";

/** What is due is read so often while anything is in flight; where there is more of it, more often. */
const READ_EVERY_MS = SECOND_MS;
const READ_CUT_EVERY_MS = 250;

/** Reads that nobody waits for take at most this share of the time. */
const READ_SHARE = 0.05;

/** The rows of a read, the growth while places stay free, and its end. */
const FIRST_DEPTH = 2_000;
const DEEPER = 4;
const DEEPEST = 64_000;

/** The most workspaces waiting behind a herd that one look-up finds, and its shortest interval. */
const WAITING_LIMIT = 1_000;
const LOOK_UP_EVERY_MS = SECOND_MS;

/** The shortest time between the wake-ups of a tick. */
const LEAST_SLEEP_MS = 20;

/** Reads what is due for one tick, and knows when to read again. Times are of the monotonic clock. */
export class DueReader {
  readonly waiting: WaitingRoutines;
  /** Of the last read. */
  slackSeconds: number;
  readAgainAtMs = 0;
  nextDueAtMs = 0;
  readonly #context: SchedulerContext;
  readonly #places: Places;
  readonly #mayLinger: boolean;
  #hasRead = false;
  /** More may be due than the last read found. */
  #isCut = false;
  #depth = FIRST_DEPTH;
  #waitingWorkspaces: readonly string[] = [];
  #nextLookUpAtMs = 0;

  constructor(context: SchedulerContext, places: Places, options: { mayLinger: boolean }) {
    this.#context = context;
    this.#places = places;
    this.#mayLinger = options.mayLinger;
    this.slackSeconds = context.scheduler.slackSeconds;
    this.waiting = new WaitingRoutines(places, context.scheduler);
  }

  /** Whether a place is free for more than the last read found. */
  get hasRunOut(): boolean {
    return this.#isCut && this.waiting.hasRunOut && this.#hasRoom;
  }

  get #hasRoom(): boolean {
    return this.#places.hasRoom(this.#context.scheduler, 0);
  }

  /** Reads what is due, deeper while places stay free though more is due. */
  async read(): Promise<void> {
    const { db, scheduler } = this.#context;
    const startedAtMs = performance.now();
    // Slack is for the clock; a tick that lingers wakes itself.
    this.slackSeconds = this.#hasRead && this.#mayLinger ? 0 : scheduler.slackSeconds;
    const { slackSeconds } = this;
    const isDeeper = this.#isCut && this.#hasRoom;
    this.#depth = isDeeper ? Math.min(this.#depth * DEEPER, DEEPEST) : FIRST_DEPTH;
    const find = async (depth: number) => {
      const workspaceIds = this.#waitingWorkspaces;
      const found = await findDueRoutines(db, { slackSeconds, depth, workspaceIds });
      this.waiting.update(found, performance.now());
      return found;
    };
    let found = await find(this.#depth);
    let hasReopened = false;
    for (const { id, next } of found.replays) {
      if (next === null && (await tendReplay(db, id))) hasReopened = true;
    }
    if (hasReopened) found = await find(this.#depth);
    const { isCut, nextDueMs } = found;
    const isLookUpDue = isCut && startedAtMs >= this.#nextLookUpAtMs;
    if (isLookUpDue) {
      const limit = WAITING_LIMIT;
      this.#waitingWorkspaces = await findDueWorkspaces(db, { slackSeconds, limit });
      await find(0);
    } else if (!isCut) {
      this.#waitingWorkspaces = [];
    }
    this.#hasRead = true;
    this.#isCut = isCut;
    const nowMs = performance.now();
    const restMs = (nowMs - startedAtMs) / READ_SHARE;
    if (isLookUpDue) this.#nextLookUpAtMs = startedAtMs + Math.max(LOOK_UP_EVERY_MS, restMs);
    const everyMs = isCut ? READ_CUT_EVERY_MS : READ_EVERY_MS;
    this.readAgainAtMs = startedAtMs + Math.max(everyMs, restMs);
    this.nextDueAtMs = nowMs + Math.max(nextDueMs ?? Infinity, LEAST_SLEEP_MS);
  }
}
