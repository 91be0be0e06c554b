export type PlaceLimits = {
  /** Look-ups that a workspace may have in flight. */
  perWorkspace: number;
  /** Look-ups in flight, of all workspaces. */
  inAll: number;
};

type Waiting = { workspaceId: string; start: () => void };

/**
 * Places for look-ups in flight. A workspace that has taken its own waits for them and nobody else
 * does; a place for which several wait goes to the workspace with the fewest.
 */
export class LookupPlaces {
  readonly #limits: PlaceLimits;
  readonly #taken = new Map<string, number>();
  #takenInAll = 0;
  #waiting: Waiting[] = [];

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** Runs `work` in a place of the workspace. Rejects where `signal` ends the wait for it. */
  async run<Result>(
    workspaceId: string,
    signal: AbortSignal,
    work: () => Promise<Result>,
  ): Promise<Result> {
    await this.#wait(workspaceId, signal);
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      this.#change(workspaceId, -1);
      this.#startWaiting();
    }
  }

  #wait(workspaceId: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiting = { workspaceId, start: resolve };
      this.#waiting.push(waiting);
      signal.addEventListener("abort", () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
        reject(signal.reason as Error);
      });
      this.#startWaiting();
    });
  }

  #startWaiting(): void {
    while (this.#takenInAll < this.#limits.inAll) {
      const next = this.#findNext();
      if (next === null) return;
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#change(next.workspaceId, 1);
      next.start();
    }
  }

  /** The longest wait of the workspace with the fewest places; null where nobody may have one. */
  #findNext(): Waiting | null {
    let next: Waiting | null = null;
    let fewest = this.#limits.perWorkspace;
    for (const waiting of this.#waiting) {
      const taken = this.#taken.get(waiting.workspaceId) ?? 0;
      if (taken >= fewest) continue;
      next = waiting;
      fewest = taken;
    }
    return next;
  }

  #change(workspaceId: string, by: number): void {
    const taken = (this.#taken.get(workspaceId) ?? 0) + by;
    if (taken === 0) this.#taken.delete(workspaceId);
    else this.#taken.set(workspaceId, taken);
    this.#takenInAll += by;
  }
}
