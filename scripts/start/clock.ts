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
  /** Sends no more ticks, and resolves when those in flight have been answered. */
  stop: () => Promise<void>;
};

export type ClockOptions = {
  sendTick: () => Promise<void>;
  /** Told of the first failure of a row of like ones, and of the end of the row. */
  report: (line: string) => void;
};

/**
 * Ticks at once, and then at each full minute by the machine's own time, so that it does not drift.
 * A tick that outlasts its minute is joined by one more, and by no third.
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

/** Says a failure once, however often it repeats, and how often it did once it is over. */
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
 * @throws where it answers anything but 200, or nothing within `timeoutMs`.
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
