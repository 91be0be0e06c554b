import { programOf, readRequest, readSurroundings } from "@/lib/domain/imports/command-job";
import { asData, dataAt, listAt, own, textAt, type Data } from "@/lib/domain/imports/data";
import {
  plainJob,
  refusalOf,
  refuse,
  type ForeignJob,
  type ReadJob,
} from "@/lib/domain/imports/foreign-job";
import { safeText } from "@/lib/domain/imports/hidden-credentials";
import { RefusedJobError, remark, type ImportRemark } from "@/lib/domain/imports/remarks";
import { substitute } from "@/lib/domain/imports/substitute";
import { findJobCommand } from "@/lib/domain/paste/job-command";

/** A workflow of GitHub Actions: `on.schedule`, and the steps whose `run` calls curl or wget. */

const MAX_RUN_CHARACTERS = 80_000;
/** Requests of one step. */
const MAX_COMMANDS = 20;

/** Expressions as variables of a shell, which is how the rest reads them. */
const toShell = (text: string) =>
  text
    .replace(/\$\{\{\s{0,9}secrets\.([A-Za-z_]\w*)\s{0,9}\}\}/g, "${secrets.$1}")
    .replace(
      /\$\{\{\s{0,9}(?:env|vars|inputs|github|matrix)\.([\w.]{1,99})\s{0,9}\}\}/g,
      (_, name: string) => `\${${name.replace(/\W/g, "_")}}`,
    );

function addValues(values: Map<string, string>, env: Data): Map<string, string> {
  const all = new Map(values);
  for (const [name, value] of Object.entries(env)) {
    if (/^[A-Za-z_]\w*$/.test(name) && /^(?:string|number|boolean)$/.test(typeof value)) {
      all.set(name, toShell(String(value)));
    }
  }
  return all;
}

type Cron = { expression: string; timezone: string };

function readCrons(workflow: Data): Cron[] {
  const schedule = listAt(dataAt(workflow, "on"), "schedule");
  return schedule.map(asData).flatMap((each) => {
    const expression = textAt(each, "cron");
    const timezone = textAt(each, "timezone") ?? "UTC";
    return expression === null ? [] : [{ expression, timezone }];
  });
}

type Command = Omit<ForeignJob, "schedule" | "timezone" | "name" | "id" | "line">;

function readCommands(run: string, values: ReadonlyMap<string, string>): Command[] {
  if (run.length > MAX_RUN_CHARACTERS) throw new RefusedJobError("too_long");
  const commands: Command[] = [];
  let rest = substitute(toShell(run), values);
  let skippedBefore: string[] = [];
  while (commands.length < MAX_COMMANDS && rest.trim() !== "") {
    const found = findJobCommand(rest);
    if (found === null) break;
    const request = readRequest(found.program, found.shell);
    const isPiped = /^\s*\|(?!\|)/.test(found.shell.rest);
    const around = readSurroundings(
      [...skippedBefore, ...found.skipped],
      isPiped ? found.shell.rest : "",
    );
    commands.push({
      ...plainJob,
      ...request,
      settings: request.followRedirects ? { follow_redirects: true } : {},
      remarks: [...request.remarks, ...around.remarks],
      isPaused: request.isPaused || around.isPaused,
    });
    skippedBefore = [];
    // What reads the response is part of the command before.
    rest = isPiped ? found.shell.rest.replace(/^\s*\|[^\n]*/, "") : found.shell.rest;
  }
  return commands;
}

function readStep(
  step: Data,
  around: { remarks: ImportRemark[]; isPaused: boolean; values: Map<string, string> },
  shown: string,
): Command[] {
  const run = textAt(step, "run") ?? "";
  const condition = own(step, "if") !== undefined;
  const values = addValues(around.values, dataAt(step, "env"));
  return readCommands(run, values).map((command) => ({
    ...command,
    remarks: [
      ...around.remarks,
      ...(condition ? [remark("condition_left_out", { name: shown })] : []),
      ...command.remarks,
    ],
    isPaused: command.isPaused || around.isPaused || condition,
  }));
}

const nameOfStep = (step: Data): string => {
  const run = textAt(step, "run");
  const plain =
    textAt(step, "name") ?? textAt(step, "uses") ?? (run === null ? "?" : programOf(run));
  return safeText(plain, 60);
};

function readJob(
  [id, job]: readonly [string, Data],
  workflowValues: Map<string, string>,
): { commands: { name: string | null; command: Command }[]; refused: ReadJob[] } {
  const steps = listAt(job, "steps").map(asData);
  const isRequest = (step: Data) => /\b(?:curl|wget)\b/.test(textAt(step, "run") ?? "");
  const needs = [own(job, "needs")].flat().filter((need) => typeof need === "string");
  const hasCondition = own(job, "if") !== undefined;
  const around = {
    values: addValues(workflowValues, dataAt(job, "env")),
    isPaused: hasCondition,
    remarks: [
      ...steps
        .filter((step) => !isRequest(step))
        .slice(0, 20)
        .map((step) => remark("step_left_out", { name: nameOfStep(step) })),
      ...(needs.length === 0
        ? []
        : [remark("needs_left_out", { name: safeText(needs.join(", "), 60) })]),
      ...(hasCondition ? [remark("condition_left_out", { name: safeText(id, 60) })] : []),
    ],
  };
  const commands: { name: string | null; command: Command }[] = [];
  const refused: ReadJob[] = [];
  for (const step of steps.filter(isRequest)) {
    const shown = nameOfStep(step);
    try {
      const read = readStep(step, around, shown);
      if (read.length === 0) refused.push(refuse(shown, "no_requests"));
      for (const [index, command] of read.entries()) {
        commands.push({ name: index === 0 ? textAt(step, "name") : null, command });
      }
    } catch (error) {
      if (!(error instanceof RefusedJobError)) throw error;
      refused.push(refusalOf(error, shown));
    }
  }
  if (commands.length === 0 && refused.length === 0) {
    refused.push(refuse(safeText(textAt(job, "name") ?? id, 60), "no_requests"));
  }
  return { commands, refused };
}

export function readGitHubActions(document: unknown): ReadJob[] {
  const workflow = asData(document);
  const title = textAt(workflow, "name");
  const crons = readCrons(workflow);
  if (crons.length === 0) return [refuse(safeText(title ?? "?"), "schedule_missing")];
  const values = addValues(new Map(), dataAt(workflow, "env"));
  return Object.entries(dataAt(workflow, "jobs")).flatMap(([id, value]) => {
    const { commands, refused } = readJob([id, asData(value)], values);
    const jobs = commands.flatMap(({ name, command }) =>
      crons.map(({ expression, timezone }): ReadJob => ({
        job: {
          ...command,
          id: null,
          line: null,
          name: name ?? (commands.length === 1 ? title : null),
          timezone,
          schedule: { kind: "cron", expression, dialect: "crontab" },
        },
      })),
    );
    return [...jobs, ...refused];
  });
}
