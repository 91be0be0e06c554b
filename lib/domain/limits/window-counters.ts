import type { RateState } from "@/lib/domain/limits/rate-limits";

/** A limit, and what its actions are counted under. */
export type CountedLimit = Pick<RateState, "name" | "max" | "windowSeconds"> & { of: string };

type Window = { hits: number; endsAtMs: number };

/**
 * Counters in memory, each of one window that begins with the first action in it. They hold for this
 * process alone and cost no I/O. At most `maxCounters` are kept; beyond that the oldest window is
 * forgotten, which is the one that ends first where all are equally long.
 */
export class WindowCounters {
  readonly #windows = new Map<string, Window>();

  constructor(private readonly maxCounters: number) {}

  get size(): number {
    return this.#windows.size;
  }

  /**
   * Counts an action against these limits in their order, at `nowMs` on any steady clock. Where one
   * refuses it, that one and those after it are not counted. Returns their states, and the seconds to
   * wait where the action is refused.
   */
  charge(
    limits: readonly CountedLimit[],
    nowMs: number,
  ): { states: RateState[]; retryAfterSeconds: number | null } {
    let retryAfterSeconds: number | null = null;
    const states = limits.map(({ of, ...limit }): RateState => {
      const key = `${limit.name}:${of}`;
      const window = this.#open(key, limit.windowSeconds * 1_000, nowMs);
      const resetSeconds = Math.max(1, Math.ceil((window.endsAtMs - nowMs) / 1_000));
      if (retryAfterSeconds === null) {
        if (window.hits < limit.max) window.hits += 1;
        else retryAfterSeconds = resetSeconds;
      }
      return { ...limit, remaining: limit.max - window.hits, resetSeconds };
    });
    return { states, retryAfterSeconds };
  }

  #open(key: string, windowMs: number, nowMs: number): Window {
    const known = this.#windows.get(key);
    if (known !== undefined && known.endsAtMs > nowMs) return known;
    // Set again at the end, so that the oldest windows stand first.
    this.#windows.delete(key);
    this.#forget(nowMs);
    const window = { hits: 0, endsAtMs: nowMs + windowMs };
    this.#windows.set(key, window);
    return window;
  }

  /** Makes room for a window. Of those that have ended two are forgotten, so that they become fewer. */
  #forget(nowMs: number): void {
    let ended = 0;
    for (const [key, { endsAtMs }] of this.#windows) {
      const isEnded = endsAtMs <= nowMs && ended < 2;
      if (!isEnded && this.#windows.size < this.maxCounters) return;
      if (isEnded) ended += 1;
      this.#windows.delete(key);
    }
  }
}
