import { setTimeout as sleep } from "node:timers/promises";
import type { Api, ApiResponse } from "@/cli/api/api";
import {
  cancelReplay,
  getReplay,
  listReplays,
  previewReplay,
  startReplay,
} from "@/cli/api/endpoints";
import { findRoutine } from "@/cli/api/find-routine";
import type { Replay, ReplayPreview } from "@/cli/api/wire-types";
import { defineCommand, flag, list, text } from "@/cli/arguments/define-command";
import { confirm } from "@/cli/commands/confirm";
import { readLimit } from "@/cli/commands/read-limit";
import { UsageError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";
import { colorOf } from "@/cli/terminal/colors";
import type { Output } from "@/cli/terminal/output";
import { plainLine } from "@/cli/terminal/plain-text";
import { duration, localTime, readInstant } from "@/cli/terminal/times";

const POLL_MS = 2_000;

const countsOf = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name.toLowerCase().replaceAll("_", " ")}`)
    .join(", ");

function printPreview(output: Output, preview: ReplayPreview): void {
  const { slot_count, by_status, duration_seconds, left_out, kept_since, routines } = preview;
  output.line(`${slot_count} slots would run again: ${countsOf(by_status) || "none"}.`);
  for (const { name, is_paused, slot_count: slots } of routines) {
    output.line(`  ${slots}  ${plainLine(name)}${is_paused ? "  (paused: they wait)" : ""}`);
  }
  if (slot_count > 0) output.line(`At this pace it takes ${duration(duration_seconds * 1_000)}.`);
  const others = countsOf(left_out);
  if (others !== "") output.line(`Left out: ${others}.`);
  if (kept_since !== null) output.line(`Nothing is kept of before ${localTime(kept_since)}.`);
}

/** The replay when it's over. */
async function waitForEnd(api: Api, id: string): Promise<ApiResponse<Replay>> {
  for (;;) {
    const response = await getReplay(api, id);
    if (response.body.state !== "RUNNING") return response;
    await sleep(POLL_MS);
  }
}

async function scopeOf(api: Api, named: readonly string[], tag: string | undefined) {
  if (named.length > 0 === (tag !== undefined)) {
    throw new UsageError("Name the routines to replay, or give a --tag.");
  }
  if (tag !== undefined) return { tag };
  const routine_ids: string[] = [];
  for (const name of named) routine_ids.push((await findRoutine(api, name)).id);
  return { routine_ids };
}

function readPace(given: string | undefined): number | undefined {
  if (given === undefined || /^\d{1,3}$/.test(given)) return given ? Number(given) : undefined;
  throw new UsageError("--pace takes a whole number of slots a minute.");
}

export const replay = defineCommand({
  name: "replay",
  does: "runs failed or missed slots of a window again, after a preview",
  args: [{ name: "routine", isOptional: true, isMany: true }],
  options: {
    from: text("TIME", "the start of the window: a time, or a span such as 6h"),
    to: text("TIME", "its end, now by default"),
    tag: text("TAG", "the routines with this tag, instead of named ones"),
    status: list("STATUS", "FAIL, MISSED or ABANDONED; all of them by default"),
    pace: text("NUMBER", "the slots that start in a minute, 10 by default"),
    wait: flag("wait until it's over, and end with 1 where a slot failed"),
    yes: flag("replay what the preview shows; without it, that is asked, or nothing is replayed"),
  },
  examples: ["replay Backup --from 24h", "replay --tag billing --from 6h --yes --wait"],
  run: async ({ args: named, options, output, terminal, session }) => {
    if (options.from === undefined) throw new UsageError("replay needs --from, as in --from 6h");
    const now = terminal.now();
    const pace = readPace(options.pace);
    const window = {
      from: readInstant(options.from, now).toISOString(),
      to: (options.to === undefined ? now : readInstant(options.to, now)).toISOString(),
      ...(options.status.length > 0 && {
        statuses: options.status.map((status) => status.toUpperCase()),
      }),
      ...(pace !== undefined && { pace }),
    };
    const api = await session.signedIn();
    const body = { ...window, ...(await scopeOf(api, named, options.tag)) };
    if (!options.yes || !output.isJson) {
      const preview = await previewReplay(api, body);
      output.json(preview.text);
      printPreview(output, preview.body);
      if (preview.body.slot_count === 0) return exitCodes.fine;
      if (!options.yes && (output.isJson || !terminal.isInTerminal)) {
        output.note("Nothing was replayed. To replay it, add --yes.");
        return exitCodes.fine;
      }
      if (!options.yes) await confirm(terminal, "Replay them?");
    }
    const started = await startReplay(api, body);
    if (!options.wait) {
      output.json(started.text);
      output.line(`Started: replay ${started.body.id}`);
      return exitCodes.fine;
    }
    const ended = await waitForEnd(api, started.body.id);
    output.json(ended.text);
    const { state, progress } = ended.body;
    output.line(`${state}: ${countsOf(progress)}`);
    const isFine = state === "DONE" && (progress.fail ?? 0) === 0;
    return isFine ? exitCodes.fine : exitCodes.failed;
  },
});

export const replaysList = defineCommand({
  name: "replays",
  does: "lists replays with their progress, newest first",
  options: { limit: text("NUMBER", "at most so many, 20 by default") },
  run: async ({ options, output, session }) => {
    const limit = readLimit(options.limit, 20);
    const { rows, json } = await listReplays(await session.signedIn(), { limit });
    output.json(json);
    if (rows.length === 0) {
      output.line("No replays.");
      return exitCodes.fine;
    }
    const { paint } = output;
    output.table(
      [
        { title: "ID", cell: ({ id }) => id },
        {
          title: "STATE",
          cell: ({ state }) => state,
          paint: (shown) => paint(colorOf(shown.trim()), shown),
        },
        { title: "FROM", cell: ({ from }) => localTime(from) },
        { title: "TO", cell: ({ to }) => localTime(to) },
        { title: "PROGRESS", cell: ({ progress }) => countsOf(progress) },
        {
          title: "ROUTINES",
          cell: ({ routines }) => routines.map(({ name }) => name).join(", "),
          isFlexible: true,
        },
      ],
      rows,
    );
    return exitCodes.fine;
  },
});

export const replaysCancel = defineCommand({
  name: "replays cancel",
  does: "cancels a replay: what waits isn't sent any more",
  args: [{ name: "replay" }],
  run: async ({ args: [id = ""], output, session }) => {
    const { text: json } = await cancelReplay(await session.signedIn(), id);
    output.json(json);
    output.line("Cancelled.");
    return exitCodes.fine;
  },
});
