import { spawn, type ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { SchedulerSettings } from "@/lib/services/context";
import type { SeededRandom } from "@/tests/integration/scheduler/crash/seeded-random";
import { waitFor } from "@/tests/support/wait-for";
import type { WorkerOrder } from "@/tests/support/worker-process";

const PROGRAM = "tests/support/worker-process.ts";
const START_WITHIN_MS = 60_000;
const END_WITHIN_MS = 60_000;

/** A line of a worker: of the worker itself (`event`), or of its log (`msg`). */
type WorkerLine = {
  event?: "start" | "tick" | "error";
  message?: string;
  msg?: string;
  run_id?: string;
};

type Worker = {
  id: string;
  place: number;
  child: ChildProcessByStdio<Writable, Readable, null>;
  isFrozen: boolean;
  /** Whether the test made it end. */
  isDoomed: boolean;
  hasStarted: boolean;
};

/** Worker processes, and what they said. Every place is filled again when its worker is made to end. */
export class WorkerFleet {
  readonly tickErrors: string[] = [];
  /** Runs whose result came too late, or whose request was not sent because its lease was lost. */
  readonly fencedRuns: string[] = [];
  /** Workers that ended on their own, or badly after SIGTERM. */
  readonly unexpectedEnds: string[] = [];
  ticks = 0;
  /** Transient errors of the database that ticks went on after. */
  databaseErrors = 0;
  kills = 0;
  freezes = 0;
  terminations = 0;
  readonly #databaseUrl: string;
  readonly #scheduler: Omit<SchedulerSettings, "workerId">;
  readonly #workers = new Map<number, Worker>();
  readonly #alive = new Set<Worker>();
  readonly #killAll = () => {
    for (const { child } of this.#alive) child.kill("SIGKILL");
  };
  #generation = 0;
  #isEnding = false;

  constructor(databaseUrl: string, scheduler: Omit<SchedulerSettings, "workerId">) {
    this.#databaseUrl = databaseUrl;
    this.#scheduler = scheduler;
    process.once("exit", this.#killAll);
  }

  /** Starts the workers, and waits until each of them works. */
  async start(size: number): Promise<void> {
    for (let place = 0; place < size; place += 1) this.#spawn(place);
    await waitFor(
      "the start of every worker",
      () => [...this.#workers.values()].every((worker) => worker.hasStarted),
      START_WITHIN_MS,
    );
  }

  /** SIGKILL. Another worker takes the place at once. */
  kill(place: number): void {
    this.#doom(place, "SIGKILL");
    this.kills += 1;
  }

  /** SIGTERM. Another worker takes the place at once. */
  terminate(place: number): void {
    this.#doom(place, "SIGTERM");
    this.terminations += 1;
  }

  /** SIGSTOP, and SIGCONT after `forMs` or at `signal`: what the worker does then comes late. */
  async freeze(place: number, forMs: number, signal: AbortSignal): Promise<void> {
    const worker = this.#workers.get(place);
    if (worker === undefined || worker.isFrozen) return;
    worker.isFrozen = true;
    worker.child.kill("SIGSTOP");
    this.freezes += 1;
    await delay(forMs, undefined, { signal }).catch(() => undefined);
    worker.child.kill("SIGCONT");
    worker.isFrozen = false;
  }

  /** The place of the worker `id`; undefined where another one has taken it. */
  placeOf(id: string): number | undefined {
    return [...this.#workers.values()].find((worker) => worker.id === id)?.place;
  }

  /** Places whose worker has begun to work and is not frozen. */
  get busyPlaces(): number[] {
    return [...this.#workers.values()]
      .filter((worker) => worker.hasStarted && !worker.isFrozen)
      .map((worker) => worker.place);
  }

  /** Ends all workers as a deployment would: what is in flight is finished. */
  async end(): Promise<void> {
    this.#isEnding = true;
    for (const worker of this.#alive) {
      worker.isDoomed = true;
      worker.child.kill("SIGCONT");
      worker.child.kill("SIGTERM");
    }
    await waitFor("the end of every worker", () => this.#alive.size === 0, END_WITHIN_MS);
  }

  /** Ends whatever still runs, however the test went. */
  async destroy(): Promise<void> {
    this.#isEnding = true;
    this.#killAll();
    await waitFor("the end of every worker", () => this.#alive.size === 0, END_WITHIN_MS);
    process.off("exit", this.#killAll);
  }

  #doom(place: number, signal: "SIGKILL" | "SIGTERM"): void {
    const worker = this.#workers.get(place);
    if (worker === undefined) return;
    worker.isDoomed = true;
    worker.child.kill(signal);
    this.#spawn(place);
  }

  #spawn(place: number): void {
    this.#generation += 1;
    const id = `worker-${place}-${this.#generation}`;
    const order: WorkerOrder = {
      databaseUrl: this.#databaseUrl,
      scheduler: { ...this.#scheduler, workerId: id },
    };
    const child = spawn(process.execPath, ["--import", "tsx", PROGRAM, JSON.stringify(order)], {
      env: { ...process.env, LOG_LEVEL: "warn" },
      stdio: ["pipe", "pipe", "inherit"],
    });
    const worker = { id, place, child, isFrozen: false, isDoomed: false, hasStarted: false };
    this.#workers.set(place, worker);
    this.#alive.add(worker);
    createInterface(child.stdout).on("line", (line) => this.#hear(worker, line));
    child.once("exit", (code, signal) => {
      this.#alive.delete(worker);
      const isClean =
        worker.isDoomed && (signal === "SIGKILL" || signal === "SIGTERM" || code === 0);
      if (!isClean && !this.#isEnding) this.unexpectedEnds.push(`${id}: ${code ?? signal}`);
    });
  }

  #hear(worker: Worker, text: string): void {
    const line = parseLine(text);
    if (line?.event === "start") {
      worker.hasStarted = true;
    } else if (line?.event === "tick") {
      this.ticks += 1;
    } else if (line?.event === "error") {
      this.tickErrors.push(line.message ?? "");
    } else if (line?.msg === "the scheduler lost its database for a moment") {
      this.databaseErrors += 1;
    } else if (line?.msg === "fenced" || line?.msg === "lease lost before the start") {
      this.fencedRuns.push(line.run_id ?? "");
    }
  }
}

/** Null for what a worker that was killed did not get to the end of. */
function parseLine(text: string): WorkerLine | null {
  try {
    return JSON.parse(text) as WorkerLine;
  } catch {
    return null;
  }
}

/**
 * Kills, freezes and terminates workers at random until `isOver`. A worker is struck only while
 * another one works. Most freezes outlast a lease, and a frozen worker is left to come back late.
 */
export async function unleashChaos(
  fleet: WorkerFleet,
  random: SeededRandom,
  options: { leaseSeconds: number; isOver: () => boolean },
): Promise<void> {
  const leaseMs = options.leaseSeconds * 1_000;
  const thaw = new AbortController();
  const freezes: Promise<void>[] = [];
  while (!options.isOver()) {
    const places = fleet.busyPlaces;
    const place = places[random.between(0, places.length - 1)];
    if (place !== undefined && places.length > 1) {
      const share = random.next();
      if (share < 0.35) fleet.kill(place);
      else if (share < 0.5) fleet.terminate(place);
      else {
        const [low, high] = share < 0.65 ? [0.05, 1] : [1.3, 1.75];
        const forMs = random.between(low * leaseMs, high * leaseMs);
        freezes.push(fleet.freeze(place, forMs, thaw.signal));
      }
    }
    await delay(random.between(300, 1_200));
  }
  thaw.abort();
  await Promise.all(freezes);
}

/**
 * Freezes the worker of a request that has no response yet for longer than its lease, once nothing else
 * goes on, again and again until a late result was fenced or `isOver`.
 * @param sendOne Has a slot granted, and finds the id of the worker that sent its request.
 */
export async function provokeLateResult(
  fleet: WorkerFleet,
  sendOne: () => Promise<string>,
  options: { leaseSeconds: number; isOver: () => boolean },
): Promise<void> {
  const { signal } = new AbortController();
  while (fleet.fencedRuns.length === 0 && !options.isOver()) {
    await waitFor("two workers", () => fleet.busyPlaces.length > 1, START_WITHIN_MS);
    const place = fleet.placeOf(await sendOne());
    if (place !== undefined) await fleet.freeze(place, options.leaseSeconds * 1_750, signal);
    await delay(1_000);
  }
}
