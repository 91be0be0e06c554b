import { explainMinute, listRuns } from "@/cli/api/endpoints";
import { findRoutine } from "@/cli/api/find-routine";
import { choice, defineCommand, text } from "@/cli/arguments/define-command";
import { readLimit } from "@/cli/commands/read-limit";
import { runFilterChoices, runTriggerChoices } from "@/cli/commands/run-choices";
import { printRuns } from "@/cli/commands/run-views";
import { exitCodes } from "@/cli/exit-codes";
import { colorOf } from "@/cli/terminal/colors";
import { plainText } from "@/cli/terminal/plain-text";
import { localMinute, readInstant, readMinute } from "@/cli/terminal/times";

export const runs = defineCommand({
  name: "runs",
  does: "lists runs, newest first",
  args: [{ name: "routine", isOptional: true }],
  options: {
    status: choice(runFilterChoices, "only those that ended so"),
    trigger: choice(runTriggerChoices, "only those that were started so"),
    from: text("TIME", "only those since then: a time, or a span such as 6h"),
    to: text("TIME", "only those before then"),
    tag: text("TAG", "only those of routines with this tag"),
    limit: text("NUMBER", "at most so many, 50 by default"),
  },
  examples: ["runs --from 24h --status NOT_SUCCESS", "runs Health --limit 5 --json"],
  run: async ({ args: [named], options, output, terminal, session }) => {
    const instant = (given: string | undefined) =>
      given === undefined ? undefined : readInstant(given, terminal.now()).toISOString();
    const filter = {
      status: options.status,
      triggered_by: options.trigger,
      from: instant(options.from),
      to: instant(options.to),
      tag: options.tag,
      limit: readLimit(options.limit, 50),
    };
    const api = await session.signedIn();
    const routine = named === undefined ? undefined : await findRoutine(api, named);
    const { rows, json, isCut } = await listRuns(api, { ...filter, routine_id: routine?.id });
    output.json(json);
    if (rows.length === 0) output.line("No runs.");
    else printRuns(output, rows);
    if (isCut && !output.isJson) output.note("There are more. Use --limit or a filter.");
    return exitCodes.fine;
  },
});

export const why = defineCommand({
  name: "why",
  does: "says why a routine ran, or didn't run, at a minute",
  args: [{ name: "routine" }, { name: "minute" }],
  details: [
    "MINUTE is a time with a zone (2026-11-27T09:00Z), a time of your own zone (2026-11-27 09:00), or a time of day (09:00), the latest that isn't in the future.",
  ],
  examples: ["why Backup 09:00", "why Backup 2026-11-27T09:00-03:00"],
  run: async ({ args: [named = "", minuteText = ""], output, terminal, session }) => {
    const minute = readMinute(minuteText, terminal.now());
    const api = await session.signedIn();
    const { id } = await findRoutine(api, named);
    const { body, text: json } = await explainMinute(api, id, minute);
    output.json(json);
    const state = body.entry?.state ?? body.verdict;
    output.line(`${localMinute(minute)}  ${output.paint(colorOf(state), state)}`);
    output.line(plainText(body.explanation));
    for (const run of body.entry?.runs ?? []) {
      output.line(`  attempt ${run.attempt}: ${run.status}  ${run.id}`);
    }
    return exitCodes.fine;
  },
});
