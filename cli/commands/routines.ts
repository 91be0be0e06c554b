import {
  createRoutine,
  deleteRoutine,
  getRoutine,
  listRoutines,
  updateRoutine,
} from "@/cli/api/endpoints";
import { findRoutine } from "@/cli/api/find-routine";
import { choice, defineCommand, flag, text, type Call } from "@/cli/arguments/define-command";
import { confirm } from "@/cli/commands/confirm";
import { readLimit } from "@/cli/commands/read-limit";
import { readRoutineInput, routineOptions } from "@/cli/commands/routine-input";
import { isDryRun, printDryRun, printRoutine, printRoutines } from "@/cli/commands/routine-views";
import { UsageError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";
import { PROGRAM } from "@/cli/program-name";
import { plainLine } from "@/cli/terminal/plain-text";
import { routineOutcomes, routineStates } from "@/lib/domain/routine/routine-options";

const dryRun = flag("say what would change, and change nothing");

export const routinesList = defineCommand({
  name: "routines",
  does: "lists routines",
  options: {
    search: text("TEXT", "only those whose name or URL has this text"),
    state: choice(routineStates, "only those in this state"),
    "last-status": choice(routineOutcomes, "only those whose last run ended so"),
    tag: text("TAG", "only those with this tag"),
    sort: text(
      "FIELD",
      "name, created_at, next_run_at, last_run_at or outcome; - before it reverses",
    ),
    limit: text("NUMBER", "at most so many, 50 by default"),
  },
  examples: ["routines", "routines --last-status FAILING --json"],
  run: async ({ options, output, session }) => {
    const { rows, json, isCut } = await listRoutines(await session.signedIn(), {
      q: options.search,
      state: options.state,
      last_status: options["last-status"],
      tag: options.tag,
      sort: options.sort,
      limit: readLimit(options.limit, 50),
    });
    output.json(json);
    if (rows.length === 0) output.line("No routines.");
    else printRoutines(output, rows);
    if (isCut && !output.isJson) output.note("There are more. Use --limit or a filter.");
    return exitCodes.fine;
  },
});

const routine = [{ name: "routine" }] as const;

export const routinesGet = defineCommand({
  name: "routines get",
  does: "shows a routine with all of its settings",
  args: routine,
  run: async ({ args: [named = ""], output, session }) => {
    const api = await session.signedIn();
    const { id } = await findRoutine(api, named);
    const { body, text: json } = await getRoutine(api, id);
    output.json(json);
    printRoutine(output, body);
    return exitCodes.fine;
  },
});

export const routinesCreate = defineCommand({
  name: "routines create",
  does: "creates a routine",
  options: {
    ...routineOptions,
    paused: flag("don't start its schedule yet"),
    "dry-run": dryRun,
  },
  examples: [
    "routines create --name Health --url https://example.com/health --every 5",
    "routines create --file routine.json --dry-run",
  ],
  run: async ({ options, output, terminal, session }) => {
    const input = await readRoutineInput(options, terminal);
    const api = await session.signedIn();
    const { body, text: json } = await createRoutine(
      api,
      options.paused ? { ...input, is_active: false } : input,
      options["dry-run"] ? { dry_run: true } : {},
    );
    output.json(json);
    if (isDryRun(body)) printDryRun(output, body);
    else output.line(`Created ${plainLine(body.name)}: ${body.id}`);
    return exitCodes.fine;
  },
});

export const routinesUpdate = defineCommand({
  name: "routines update",
  does: "changes settings of a routine, and leaves the others as they are",
  args: routine,
  options: { ...routineOptions, "dry-run": dryRun },
  examples: ["routines update Health --every 10", "routines update Health --set timeout_seconds=5"],
  run: async ({ args: [named = ""], options, output, terminal, session }) => {
    const input = await readRoutineInput(options, terminal);
    if (Object.keys(input).length === 0) {
      throw new UsageError(`What is to change? See: ${PROGRAM} help routines update`);
    }
    const api = await session.signedIn();
    const { id } = await findRoutine(api, named);
    const query = options["dry-run"] ? { dry_run: true } : {};
    const { body, text: json } = await updateRoutine(api, id, input, query);
    output.json(json);
    if (isDryRun(body)) printDryRun(output, body);
    else output.line(`Updated ${plainLine(body.name)}.`);
    return exitCodes.fine;
  },
});

export const routinesDelete = defineCommand({
  name: "routines delete",
  does: "deletes a routine with its history",
  args: routine,
  options: { yes: flag("don't ask first") },
  run: async ({ args: [named = ""], options, output, terminal, session }) => {
    const api = await session.signedIn();
    const { id, name } = await findRoutine(api, named);
    const question = `Delete ${plainLine(name)} with its history?`;
    if (!options.yes) await confirm(terminal, question);
    await deleteRoutine(api, id);
    output.json(JSON.stringify({ id, deleted: true }));
    output.line(`Deleted ${plainLine(name)}.`);
    return exitCodes.fine;
  },
});

async function setActive({ args: [named = ""], output, session }: Call, isActive: boolean) {
  const api = await session.signedIn();
  const { id } = await findRoutine(api, named);
  const { body, text: json } = await updateRoutine(api, id, { is_active: isActive });
  output.json(json);
  if (!isDryRun(body)) output.line(`${isActive ? "Resumed" : "Paused"} ${plainLine(body.name)}.`);
  return exitCodes.fine;
}

export const routinesPause = defineCommand({
  name: "routines pause",
  does: "stops the schedule of a routine until it is resumed",
  args: routine,
  run: (call) => setActive(call, false),
});

export const routinesResume = defineCommand({
  name: "routines resume",
  does: "starts the schedule of a paused routine",
  args: routine,
  run: (call) => setActive(call, true),
});
