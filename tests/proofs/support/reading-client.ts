import { Agent, fetch } from "undici";

const PAUSE_MS = 50;

/** One that takes longer counts as broken: somebody would have reloaded the page. */
const PATIENCE_MS = 30_000;

type Target = { path: string; headers: Record<string, string> };

/**
 * Reads addresses in turn, on connections that are kept alive, as the open pages of several people
 * do. Whatever isn't a 200 with a whole body is a line of `broken`.
 */
export class ReadingClient {
  readonly broken: string[] = [];
  readonly tookMs: number[] = [];
  readonly #agent = new Agent({ connections: 8 });
  readonly #loops: Promise<void>[] = [];
  #isOver = false;

  start(origin: string, targets: readonly Target[], people: number): void {
    for (let person = 0; person < people; person += 1) {
      this.#loops.push(this.#read(origin, targets, person));
    }
  }

  async #read(origin: string, targets: readonly Target[], offset: number): Promise<void> {
    for (let turn = offset; !this.#isOver; turn += 1) {
      const target = targets[turn % targets.length];
      if (target !== undefined) await this.#readOnce(origin, target);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async #readOnce(origin: string, { path, headers }: Target): Promise<void> {
    const startMs = performance.now();
    try {
      const response = await fetch(new URL(path, origin), {
        dispatcher: this.#agent,
        headers,
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      if (response.status !== 200) {
        this.broken.push(`${path} responded with ${response.status}: ${text.slice(0, 200)}`);
      }
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
      this.broken.push(`${path} failed: ${String(cause)}`);
    }
    this.tookMs.push(performance.now() - startMs);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#loops);
    await this.#agent.destroy();
  }
}

/** The value below which so large a share of the values is; NaN where there is none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
