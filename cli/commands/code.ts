import { writeFile } from "node:fs/promises";
import { applyFile, exportWorkspace, planFile, type CodeFile } from "@/cli/api/endpoints";
import { choice, defineCommand, flag, text, type Call } from "@/cli/arguments/define-command";
import { confirm } from "@/cli/commands/confirm";
import { readInputFile } from "@/cli/commands/input-file";
import { hasChanges, printPlan } from "@/cli/commands/plan-views";
import { CommandError, UsageError } from "@/cli/errors";
import { exitCodes } from "@/cli/exit-codes";
import type { Terminal } from "@/cli/terminal/terminal";

const args = [{ name: "file", isMany: true, isFile: true }] as const;

async function readCodeFile(path: string, terminal: Terminal): Promise<CodeFile> {
  const content = await readInputFile(path, terminal);
  const isJson = path.endsWith(".json") || (path === "-" && content.trimStart().startsWith("{"));
  return { text: content, type: isJson ? "application/json" : "application/yaml" };
}

/** The JSON of one file, or a list of that of several. */
const documentOf = (parts: readonly string[]): string =>
  parts.length === 1 ? parts.join() : `[${parts.map((part) => part.trim()).join(",")}]`;

const nameFile = ({ args: files, output }: Pick<Call, "args" | "output">, file: string) => {
  if (files.length > 1) output.line(`${file}:`);
};

export const plan = defineCommand({
  name: "plan",
  does: "shows what an apply of files would change, and changes nothing",
  args,
  options: {
    "exit-code": flag("end with 10 where there are changes, and with 0 where there are none"),
  },
  details: ["FILE is YAML, or JSON where its name ends so; - reads the input."],
  examples: ["plan opspulse.yaml", "plan --exit-code team-a.yaml team-b.yaml"],
  run: async (call) => {
    const { args: files, options, output, terminal, session } = call;
    const contents = await Promise.all(files.map((path) => readCodeFile(path, terminal)));
    const api = await session.signedIn();
    const documents: string[] = [];
    let isChanging = false;
    for (const [index, file] of contents.entries()) {
      const { body, text: json } = await planFile(api, file);
      documents.push(json);
      nameFile(call, files[index] ?? "");
      printPlan(output, body);
      isChanging ||= hasChanges(body);
    }
    output.json(documentOf(documents));
    return isChanging && options["exit-code"] ? exitCodes.changes : exitCodes.fine;
  },
});

export const apply = defineCommand({
  name: "apply",
  does: "makes the workspace what files say, each file in one transaction",
  args,
  options: {
    yes: flag("don't ask first"),
    plan: text("DIGEST", "apply only what this plan has shown, without asking; for one file"),
  },
  details: [
    "On a terminal, the plan is shown first, and what is applied is that plan: it's refused where the workspace changed meanwhile.",
  ],
  examples: ["apply opspulse.yaml", "apply opspulse.yaml --yes --json"],
  run: async (call) => {
    const { args: files, options, output, terminal, session } = call;
    if (options.plan !== undefined && files.length > 1) {
      throw new UsageError("--plan is of one file. Apply the files one by one.");
    }
    const isAgreed = options.yes || options.plan !== undefined;
    if (!isAgreed && !terminal.isInTerminal) {
      throw new UsageError("Nobody can be asked here. Say --yes, or give the digest of a plan.");
    }
    const contents = await Promise.all(files.map((path) => readCodeFile(path, terminal)));
    const api = await session.signedIn();
    const documents: string[] = [];
    for (const [index, file] of contents.entries()) {
      nameFile(call, files[index] ?? "");
      let digest = options.plan;
      if (!isAgreed) {
        const planned = await planFile(api, file);
        printPlan(output, planned.body);
        if (hasChanges(planned.body)) await confirm(terminal, "Apply this plan?");
        digest = planned.body.plan;
      }
      const { body, text: json } = await applyFile(api, file, digest);
      documents.push(json);
      if (isAgreed) printPlan(output, body);
      output.line(hasChanges(body) ? "Applied." : "There was nothing to apply.");
    }
    output.json(documentOf(documents));
    return exitCodes.fine;
  },
});

export const exportCommand = defineCommand({
  name: "export",
  does: "prints the workspace as a file that apply takes",
  options: {
    format: choice(["yaml", "json"], "yaml by default; json with --json"),
    prefix: text("PREFIX", "only what a file of this prefix owns"),
    unmanaged: flag("also what has no key yet"),
    output: text("FILE", "write to a file instead"),
  },
  examples: ["export > opspulse.yaml", "export --prefix team-a/ --output team-a.yaml"],
  run: async ({ options, output, terminal, session }) => {
    const api = await session.signedIn();
    const { text: exported } = await exportWorkspace(api, {
      format: options.format ?? (output.isJson ? "json" : "yaml"),
      prefix: options.prefix,
      unmanaged: options.unmanaged ? true : undefined,
    });
    if (options.output === undefined) {
      terminal.out(exported.replace(/\n$/, ""));
      return exitCodes.fine;
    }
    try {
      await writeFile(options.output, exported);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CommandError(`The file can't be written: ${reason}`, exitCodes.failed);
    }
    output.note(`Written to ${options.output}.`);
    return exitCodes.fine;
  },
});
