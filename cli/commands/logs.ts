import { setTimeout as sleep } from "node:timers/promises";
import { listRuns, pollRuns } from "@/cli/api/endpoints";
import { findRoutine } from "@/cli/api/find-routine";
import { choice, defineCommand, flag, text, type Call } from "@/cli/arguments/define-command";
import { readLimit } from "@/cli/commands/read-limit";
import { runFilterChoices } from "@/cli/commands/run-choices";
import { runLine } from "@/cli/commands/run-views";
import { UsageError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";
import type { RunDto } from "@/lib/domain/run/run";

const DEFAULT_POLL_SECONDS = 2;
const PAGE_ROWS = 100;

/** Pages that are read at most where more has come between two polls than one page has. */
const MAX_PAGES = 20;

/** The runs that were shown are remembered as long as the list may still have them. */
const MAX_REMEMBERED = 10_000;

const readPollSeconds = (given: string | undefined): number => {
  if (given === undefined) return DEFAULT_POLL_SECONDS;
  const seconds = /^\d{1,4}(?:\.\d)?$/.test(given) ? Number(given) : 0;
  if (seconds > 0) return seconds;
  throw new UsageError("--every takes a number of seconds.");
};

/** Which runs were shown: those that are over, once each. */
class ShownRuns {
  readonly #shown = new Set<string>();

  has = (id: string) => this.#shown.has(id);

  /** Those of a list, newest first, that are over and weren't shown yet, in the order of their end. */
  take(runs: readonly RunDto[]): RunDto[] {
    const fresh = runs.filter(({ id, status }) => status !== "RUNNING" && !this.#shown.has(id));
    for (const { id } of fresh) this.#shown.add(id);
    for (const id of this.#shown) {
      if (this.#shown.size <= MAX_REMEMBERED) break;
      this.#shown.delete(id);
    }
    const endOf = (run: RunDto) => run.finished_at ?? run.created_at;
    return fresh.toReversed().sort((a, b) => (endOf(a) < endOf(b) ? -1 : 1));
  }
}

type Follow = Pick<Call, "output" | "terminal"> & {
  api: Awaited<ReturnType<Call["session"]["signedIn"]>>;
  filter: { routine_id: string | undefined; status: string | undefined };
  shown: ShownRuns;
  print: (run: RunDto) => void;
  pollSeconds: number;
};

/** Prints runs as they end, until it's interrupted. A poll that finds nothing new costs no body. */
async function follow({ api, filter, shown, print, pollSeconds, terminal }: Follow): Promise<void> {
  const interrupted = terminal.onInterrupt();
  let etag: string | null = null;
  // A run that began before the first poll belongs to the log when it ends, however far back it's listed.
  let open = new Set<string>();
  try {
    for (;;) {
      await sleep(pollSeconds * 1_000, undefined, { signal: interrupted });
      const query = { ...filter, limit: PAGE_ROWS };
      const newest = await pollRuns(api, query, etag, interrupted);
      if (newest.body === undefined) continue;
      etag = newest.etag;
      const runs = [...newest.body.data];
      let cursor = newest.body.next_cursor;
      const isDone = () => {
        const ids = new Set(runs.map(({ id }) => id));
        return runs.some(({ id }) => shown.has(id)) && [...open].every((id) => ids.has(id));
      };
      for (let pages = 1; cursor !== null && pages < MAX_PAGES && !isDone(); pages += 1) {
        const page = await pollRuns(api, { ...query, cursor }, null, interrupted);
        runs.push(...(page.body?.data ?? []));
        cursor = page.body?.next_cursor ?? null;
      }
      open = new Set(runs.filter(({ status }) => status === "RUNNING").map(({ id }) => id));
      for (const run of shown.take(runs)) print(run);
    }
  } catch (error) {
    if (!interrupted.aborted) throw error;
  }
}

export const logs = defineCommand({
  name: "logs",
  does: "prints runs in the order in which they ended, a line each",
  args: [{ name: "routine", isOptional: true }],
  options: {
    follow: flag("go on with runs as they end, until Ctrl-C"),
    every: text("SECONDS", "with --follow: how often to look (2)"),
    status: choice(runFilterChoices, "only those that ended so"),
    limit: text("NUMBER", "begin with so many, 20 by default"),
  },
  details: ["With --json each run is one line of JSON (NDJSON)."],
  examples: ["logs --follow", "logs Backup --follow --json | jq .status"],
  run: async ({ args: [named], options, output, terminal, session }) => {
    const pollSeconds = readPollSeconds(options.every);
    const limit = readLimit(options.limit, 20);
    const api = await session.signedIn();
    const routine = named === undefined ? undefined : await findRoutine(api, named);
    const filter = { routine_id: routine?.id, status: options.status };
    const shown = new ShownRuns();
    const print = (run: RunDto) => {
      output.json(JSON.stringify(run));
      output.line(runLine(output, run));
    };
    const { rows } = await listRuns(api, { ...filter, limit });
    for (const run of shown.take(rows)) print(run);
    if (options.follow) {
      await follow({ api, filter, shown, print, pollSeconds, output, terminal });
    }
    return exitCodes.fine;
  },
});
