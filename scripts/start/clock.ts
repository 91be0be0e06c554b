import { MINUTE_MS, SECOND_MS } from "@/lib/domain/time-units";
import { FailureLog } from "@/scripts/start/failure-log";

/**
 * The clock of `npm start`. It follows the database's clock, the only one that says what is due, by an
 * offset that is measured again and again: this machine's clock may be ahead, behind, or be set.
 *
 * A tick serves what falls due within its budget. So the next one is sent when the minute turns, when
 * the budget is over, and at once where more was due when the budget was spent. A tick that may still
 * claim is never joined by another: the next follows when it has ended. Beside a tick that is past its
 * budget and waits for its last responses one more is sent, and no third.
 */

/** After a moment, so that it has come in spite of the errors of the measurement and of timers. */
const AFTER_MS = 50;

/** A timer stands still while the machine is suspended: the clock looks at the time at least so often. */
const LONGEST_SLEEP_MS = 5 * SECOND_MS;

/** A sleep that took so much longer or shorter than asked: the machine was suspended, or its clock set. */
const JUMP_MS = 2 * SECOND_MS;

const MEASURE_EVERY_MS = 10 * MINUTE_MS;
const MEASURE_AGAIN_MS = MINUTE_MS;

const MOST_TICKS_IN_FLIGHT = 2;

/** A shorter budget does not make the clock send more ticks to an app that has nothing to do. */
const SHORTEST_WAIT_MS = 10 * SECOND_MS;

/** A tick that ended sooner and still has to be sent again is sent after a pause, which grows. */
const WORTH_REPEATING_MS = SECOND_MS;
const FIRST_PAUSE_MS = SECOND_MS;

/** Milliseconds from `nowMs` (Unix time) to the next wake-up, just after a full minute; never 0. */
export function msToNextTick(nowMs: number): number {
  return MINUTE_MS - ((nowMs - AFTER_MS) % MINUTE_MS);
}

type ClockOptions = {
  /** Resolves when the tick has ended, with what stopped it. */
  sendTick: () => Promise<"drained" | "budget">;
  /** The time in which a tick claims. */
  budgetMs: number;
  /** The milliseconds by which the database's clock is ahead of `now`. */
  measureOffset: () => Promise<number>;
  /** The time of this machine, in milliseconds since 1970. */
  now: () => number;
  report: (line: string) => void;
};

export class Clock {
  readonly #options: ClockOptions;
  readonly #failures: FailureLog;
  /** The starts of the ticks in flight, in milliseconds of the monotonic clock. */
  readonly #startsMs = new Set<number>();
  #offsetMs = 0;
  #nextMeasurementMs = -Infinity;
  /** When the sleep should end, by `now`. */
  #wakeAtMs: number | null = null;
  /** The database's minute that was ticked last. */
  #minute: number | null = null;
  /** A tick is to follow those in flight. */
  #isOwed = false;
  #pauseMs = 0;
  #wakeTimer: NodeJS.Timeout | undefined;
  #tickTimer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: ClockOptions) {
    this.#options = options;
    this.#failures = new FailureLog(options.report);
  }

  /** Ticks at once, and from then on. */
  start(): void {
    this.#wake();
  }

  /** Sends no more ticks. Those in flight are left to the app. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#wakeTimer);
    clearTimeout(this.#tickTimer);
  }

  #wake(): void {
    clearTimeout(this.#wakeTimer);
    const nowMs = this.#options.now();
    const hasJumped = this.#wakeAtMs !== null && Math.abs(nowMs - this.#wakeAtMs) > JUMP_MS;
    if (hasJumped || nowMs >= this.#nextMeasurementMs) void this.#measure();

    const databaseMs = nowMs + this.#offsetMs;
    const minute = Math.floor((databaseMs - AFTER_MS) / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#tick();
    }
    this.#sleep(Math.min(msToNextTick(databaseMs), LONGEST_SLEEP_MS));
  }

  #sleep(ms: number): void {
    this.#wakeAtMs = this.#options.now() + ms;
    this.#wakeTimer = setTimeout(() => this.#wake(), ms);
  }

  /** Where the database is out of reach the offset stays: its ticks fail as well, and are reported. */
  async #measure(): Promise<void> {
    this.#nextMeasurementMs = Infinity;
    const { measureOffset, now } = this.#options;
    const offsetMs = await measureOffset().catch(() => null);
    if (this.#isStopped) return;
    this.#nextMeasurementMs = now() + (offsetMs === null ? MEASURE_AGAIN_MS : MEASURE_EVERY_MS);
    this.#offsetMs = offsetMs ?? this.#offsetMs;
    this.#wakeAtMs = null;
    this.#wake();
  }

  #tick(): void {
    const { sendTick, budgetMs } = this.#options;
    const startMs = performance.now();
    const mayClaim = [...this.#startsMs].some((earlierMs) => startMs - earlierMs < budgetMs);
    this.#isOwed = mayClaim || this.#startsMs.size >= MOST_TICKS_IN_FLIGHT;
    if (this.#isOwed) return;
    this.#tickIn(Math.max(budgetMs, SHORTEST_WAIT_MS) + AFTER_MS);
    this.#startsMs.add(startMs);
    void sendTick()
      .then(
        (stoppedBy) => {
          this.#failures.clear();
          return stoppedBy === "budget";
        },
        (error: unknown) => {
          this.#failures.add(error instanceof Error ? error.message : String(error));
          return true;
        },
      )
      .then((isUnfinished) => {
        this.#startsMs.delete(startMs);
        this.#follow(isUnfinished, performance.now() - startMs);
      });
  }

  #tickIn(ms: number): void {
    clearTimeout(this.#tickTimer);
    this.#tickTimer = setTimeout(() => this.#tick(), ms);
  }

  #follow(isUnfinished: boolean, tookMs: number): void {
    if (this.#isStopped) return;
    const isPaused = isUnfinished && tookMs < WORTH_REPEATING_MS;
    this.#pauseMs = isPaused ? Math.min(Math.max(2 * this.#pauseMs, FIRST_PAUSE_MS), MINUTE_MS) : 0;
    if (this.#isOwed) this.#tick();
    else if (isUnfinished) this.#tickIn(this.#pauseMs);
  }
}
