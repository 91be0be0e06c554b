import { z } from "zod";

/** One that takes longer has nothing to acknowledge any more. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 250;

const finishedRun = z.object({ id: z.string(), status: z.string() });

/**
 * Runs routines by hand, one after another, and keeps what it was promised: a response with the status
 * 200 says that the run is recorded, with its result.
 */
export class AcknowledgingClient {
  /** The status of each run that was acknowledged, by its id. */
  readonly acknowledged = new Map<string, string>();
  /** When each was, in milliseconds of the monotonic clock. */
  readonly acknowledgedAtMs: number[] = [];
  /** How often each other response came; 0 is none. */
  readonly refusals = new Map<number, number>();
  readonly #loops: Promise<void>[] = [];
  #isOver = false;

  start(origin: string, headers: Record<string, string>, routineIds: readonly string[]): void {
    this.#loops.push(this.#run(origin, headers, routineIds));
  }

  async #run(origin: string, headers: Record<string, string>, routineIds: readonly string[]) {
    for (let turn = 0; !this.#isOver; turn += 1) {
      const id = routineIds[turn % routineIds.length] ?? "";
      const status = await this.#runOnce(new URL(`/api/routines/${id}/run`, origin), headers);
      if (status !== 200) this.refusals.set(status, (this.refusals.get(status) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async #runOnce(url: URL, headers: Record<string, string>): Promise<number> {
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const response = await fetch(url, { method: "POST", headers, signal });
      const body: unknown = await response.json();
      if (response.status === 200) {
        const { id, status } = finishedRun.parse(body);
        this.acknowledged.set(id, status);
        this.acknowledgedAtMs.push(performance.now());
      }
      return response.status;
    } catch {
      return 0;
    }
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#loops);
  }
}
