import type { RuleFault } from "@/lib/domain/run/run-evidence";
import { matchPattern } from "@/lib/services/success-rules/match-pattern";
import type { Pattern } from "@/lib/services/success-rules/patterns";

/** The time that is left for judging a response, which its patterns share. */
export class JudgingTime {
  readonly #deadlineMs: number;
  #patternsLeft: number;

  /** @param deadlineMs in ms of the monotonic clock. */
  constructor(deadlineMs: number, patterns: number) {
    this.#deadlineMs = deadlineMs;
    this.#patternsLeft = patterns;
  }

  get #leftMs(): number {
    return this.#deadlineMs - performance.now();
  }

  get isOver(): boolean {
    return this.#leftMs <= 0;
  }

  /**
   * Whether a pattern is found in each of some texts. It gets an equal part of the time that is left for
   * those that follow it.
   */
  matches({ source, ignoreCase }: Pattern, texts: readonly string[]): boolean[] | RuleFault {
    const timeoutMs = this.#leftMs / Math.max(1, this.#patternsLeft);
    this.#patternsLeft -= 1;
    return matchPattern(source, texts, { timeoutMs, ignoreCase });
  }
}
