/** A sum that fades: an amount counts for 1/e of itself `fadeMs` after it was added. */
export class FadingSum {
  readonly #fadeMs: number;
  #sum = 0;
  #atMs = 0;

  constructor(fadeMs: number) {
    this.#fadeMs = fadeMs;
  }

  add(amount: number, nowMs: number): void {
    this.#sum = amount + this.at(nowMs);
    this.#atMs = nowMs;
  }

  at(nowMs: number): number {
    return this.#sum * Math.exp((this.#atMs - nowMs) / this.#fadeMs);
  }
}
