/** A map of bounded size: it forgets what was used longest ago and isn't held. */
export class RecentMap<Value extends { readonly held: number }> {
  readonly #most: number;
  readonly #values = new Map<string, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  peek(key: string): Value | undefined {
    return this.#values.get(key);
  }

  getOrAdd(key: string, create: () => Value): Value {
    const value = this.#values.get(key) ?? create();
    this.#values.delete(key);
    if (this.#values.size >= this.#most) this.#forgetOne();
    this.#values.set(key, value);
    return value;
  }

  #forgetOne(): void {
    for (const [key, value] of this.#values) {
      if (value.held > 0) continue;
      this.#values.delete(key);
      return;
    }
  }
}
