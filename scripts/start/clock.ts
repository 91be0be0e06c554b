import { MINUTE_MS } from "@/lib/domain/time-units";

/** After the minute has turned, so that a slot is due even where this clock runs a little ahead. */
const OFFSET_MS = 50;

const MOST_TICKS_IN_FLIGHT = 2;

/** Milliseconds from `nowMs` (Unix time) to the next wake-up, just after a full minute; never 0. */
export function msToNextTick(nowMs: number): number {
  const sinceLast = (nowMs - OFFSET_MS) % MINUTE_MS;
  return MINUTE_MS - sinceLast;
}

export type Clock = {
  /** Sends no more ticks, and resolves when those in flight have ended. */
  stop: () => Promise<void>;
};

export type ClockOptions = {
  sendTick: () => Promise<void>;
  /** Called with the first of several like failures, and with the end of them. */
  report: (line: string) => void;
};

/**
 * Ticks at once, and then at each full minute by the machine's own time, so that it does not drift.
 * Beside a tick that outlasts its minute one more is sent, and no third.
 */
export function startClock({ sendTick, report }: ClockOptions): Clock {
  const inFlight = new Set<Promise<void>>();
  const failures = new FailureLog(report);
  let timer: NodeJS.Timeout;

  const tick = () => {
    if (inFlight.size >= MOST_TICKS_IN_FLIGHT) {
      failures.add("the last ticks have not responded yet");
      return;
    }
    const sent = sendTick()
      .then(
        () => failures.clear(),
        (error: unknown) => failures.add(error instanceof Error ? error.message : String(error)),
      )
      .finally(() => inFlight.delete(sent));
    inFlight.add(sent);
  };
  const schedule = () => {
    timer = setTimeout(() => {
      schedule();
      tick();
    }, msToNextTick(Date.now()));
  };
  schedule();
  tick();
  return {
    stop: async () => {
      clearTimeout(timer);
      await Promise.all(inFlight);
    },
  };
}

/** Reports a failure once, however often it repeats, and their number once they are over. */
export class FailureLog {
  readonly #report: (line: string) => void;
  #last: string | null = null;
  #count = 0;

  constructor(report: (line: string) => void) {
    this.#report = report;
  }

  add(reason: string): void {
    this.#count += 1;
    if (reason === this.#last) return;
    this.#last = reason;
    this.#report(`a tick failed: ${reason}`);
  }

  clear(): void {
    if (this.#count > 0) this.#report(`the clock ticks again, after ${this.#count} failed ticks`);
    this.#last = null;
    this.#count = 0;
  }
}

/**
 * Asks the app to run what is due.
 * @throws {Error} where its status isn't 200, or it doesn't respond within `timeoutMs`.
 */
export async function sendTick(
  appOrigin: string,
  cronSecret: string,
  timeoutMs: number,
): Promise<void> {
  let response: Response;
  try {
    response = await fetch(new URL("/api/cron/tick", appOrigin), {
      headers: { authorization: `Bearer ${cronSecret}` },
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    throw new Error(
      `no response from ${appOrigin} (${cause instanceof Error ? cause.message : String(error)})`,
      { cause: error },
    );
  }
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`the app responded with ${response.status}`);
}
