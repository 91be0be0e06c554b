/**
 * One holder at a time, in order of arrival. A turn is given back by calling what `take` resolved
 * to; giving it back twice is harmless.
 */
export class Turns {
  readonly #waiting: (() => void)[] = [];
  #isTaken = false;

  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  async take(): Promise<() => void> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const next = this.#waiting.shift();
      if (next === undefined) this.#isTaken = false;
      else next();
    };
  }
}
