/** Reports a failure of ticks once, however often it repeats, and their number once they are over. */
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
