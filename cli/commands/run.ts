import { setTimeout as sleep } from "node:timers/promises";
import type { Api } from "@/cli/api/api";
import { listRuns, runRoutine } from "@/cli/api/endpoints";
import { findRoutine } from "@/cli/api/find-routine";
import { defineCommand, flag, text } from "@/cli/arguments/define-command";
import { printRunResult } from "@/cli/commands/run-views";
import { ApiError, UsageError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";
import { plainLine } from "@/cli/terminal/plain-text";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RunDto } from "@/lib/domain/run/run";

const POLL_MS = 500;
const DEFAULT_WAIT_SECONDS = 120;
const CONFLICT = 409;

const newestManualRun = async (api: Api, { id }: RoutineDto) => {
  const filter = { routine_id: id, triggered_by: "MANUAL", limit: 1 };
  return (await listRuns(api, filter)).rows[0] ?? null;
};

/** The run with its result; one that is in flight is waited for first, until `seconds` are over. */
async function runToItsEnd(api: Api, { id }: RoutineDto, seconds: number): Promise<RunDto> {
  const endsAtMs = performance.now() + seconds * 1_000;
  for (;;) {
    try {
      return (await runRoutine(api, id)).body;
    } catch (error) {
      const isInFlight = error instanceof ApiError && error.status === CONFLICT;
      if (!isInFlight || performance.now() + POLL_MS > endsAtMs) throw error;
      await sleep(POLL_MS);
    }
  }
}

/** The run as soon as it has started, or its result where that came first. */
async function startRun(api: Api, routine: RoutineDto): Promise<RunDto> {
  const before = await newestManualRun(api, routine);
  // The server finishes and records the run, whether or not somebody waits for it.
  const left = new AbortController();
  const finished = runRoutine(api, routine.id, left.signal).then(({ body }) => body);
  for (;;) {
    const first = await Promise.race([finished, sleep(POLL_MS).then(() => null)]);
    if (first !== null) return first;
    const newest = await newestManualRun(api, routine);
    if (newest !== null && newest.id !== before?.id) {
      finished.catch(() => undefined);
      left.abort();
      return newest;
    }
  }
}

const readSeconds = (given: string | undefined): number => {
  if (given === undefined) return DEFAULT_WAIT_SECONDS;
  if (/^\d{1,5}$/.test(given)) return Number(given);
  throw new UsageError("--timeout takes a whole number of seconds.");
};

export const run = defineCommand({
  name: "run",
  does: "runs a routine now, whatever its schedule says",
  args: [{ name: "routine" }],
  options: {
    wait: flag("wait for the result, and end with 1 where the run failed"),
    timeout: text("SECONDS", "with --wait: how long to wait for a run that is in flight (120)"),
  },
  details: [
    "Without --wait the program ends as soon as the run has started. With --wait, a run that is in flight already is waited for first.",
  ],
  examples: ["run Backup --wait", "run team-a/backup --wait --json"],
  run: async ({ args: [named = ""], options, output, session }) => {
    const seconds = readSeconds(options.timeout);
    const api = await session.signedIn();
    const routine = await findRoutine(api, named);
    const result = options.wait
      ? await runToItsEnd(api, routine, seconds)
      : await startRun(api, routine);
    output.json(JSON.stringify(result));
    if (result.status === "RUNNING") {
      output.line(`Started ${plainLine(routine.name)}: run ${result.id}`);
    } else {
      printRunResult(output, result);
    }
    return options.wait && result.status !== "SUCCESS" ? exitCodes.failed : exitCodes.fine;
  },
});
