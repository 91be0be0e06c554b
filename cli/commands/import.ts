import { importRoutines, previewImport } from "@/cli/api/endpoints";
import type { ImportPreview, ImportRemark } from "@/cli/api/wire-types";
import { choice, defineCommand, flag, text } from "@/cli/arguments/define-command";
import { confirm } from "@/cli/commands/confirm";
import { readInputFile } from "@/cli/commands/input-file";
import { exitCodes } from "@/cli/exit-codes";
import type { Output } from "@/cli/terminal/output";
import { plainLine } from "@/cli/terminal/plain-text";
import { localTime } from "@/cli/terminal/times";

const sources = [
  "crontab",
  "curl",
  "cron-job-org",
  "uptime-kuma",
  "healthchecks",
  "github-actions",
  "eventbridge",
  "vercel",
] as const;

type Item = ImportPreview["items"][number];

function scheduleOf({ settings }: Item): string {
  const { interval_minutes, cron_expression, run_at, timezone } = settings;
  if (typeof interval_minutes === "number") return `every ${interval_minutes} min`;
  if (typeof cron_expression === "string") return `${cron_expression} (${timezone ?? "UTC"})`;
  return typeof run_at === "string" ? `once ${localTime(run_at)}` : "-";
}

function printRemarks(output: Output, remarks: readonly ImportRemark[], indent: string): void {
  for (const { severity, message } of remarks) {
    const sign = severity === "info" ? " " : "!";
    output.line(`${indent}${sign} ${plainLine(message)}`);
  }
}

/** What would be imported, what changes on the way, and what can't be carried over. */
function printPreview(output: Output, preview: ImportPreview): void {
  const { source, items, refused, remarks, secrets, needs } = preview;
  const { paint } = output;
  output.line(`Read as ${source}:`);
  printRemarks(output, remarks, "  ");
  for (const item of items) {
    const sign = item.exists ? paint("gray", "= exists") : paint("green", "+ create");
    output.line(`${sign}  ${plainLine(item.name)}  ${plainLine(scheduleOf(item))}`);
    output.line(`          ${paint("gray", plainLine(item.settings.endpoint_url))}`);
    printRemarks(output, item.remarks, "          ");
  }
  for (const { line, text: shown, message } of refused) {
    const place = line === null ? "" : `line ${line}: `;
    output.line(`${paint("red", "- refused")} ${place}${plainLine(shown)}: ${plainLine(message)}`);
  }
  const missing = secrets.filter(({ exists }) => !exists);
  if (missing.length > 0) {
    output.line("Secrets to make under Settings, Secrets, before these routines are resumed:");
    for (const { name, header, origin } of missing) {
      output.line(`  ${plainLine(name)}  ${plainLine(header)}  ${plainLine(origin)}`);
    }
  }
  if (needs.includes("base_url")) output.line("Paths need their site: --base-url URL");
}

export const importCommand = defineCommand({
  name: "import",
  does: "imports routines from somewhere else, after a preview",
  args: [{ name: "file", isFile: true }],
  options: {
    from: choice(sources, "what the file is; found by its content otherwise"),
    "base-url": text("URL", "the site of paths without one, as in vercel.json"),
    timezone: text("ZONE", "the time zone of schedules that name none"),
    schedule: text("CRON", "the schedule of commands that have none"),
    yes: flag("import what the preview shows; without it, that is asked, or nothing is imported"),
  },
  details: ["FILE - reads the input. Values of secrets are never sent back or stored."],
  examples: [
    "import <(crontab -l) --from crontab",
    "import vercel.json --base-url https://example.com --yes",
  ],
  run: async ({ args: [path = ""], options, output, terminal, session }) => {
    const reading = {
      text: await readInputFile(path, terminal),
      source: options.from,
      base_url: options["base-url"],
      timezone: options.timezone,
      schedule: options.schedule,
    };
    const api = await session.signedIn();
    if (!options.yes || !output.isJson) {
      const { body, text: json } = await previewImport(api, reading);
      output.json(json);
      printPreview(output, body);
      const isAny = body.items.some(({ exists }) => !exists);
      if (!isAny) {
        output.line("There is nothing to import.");
        return exitCodes.fine;
      }
      if (!options.yes && (output.isJson || !terminal.isInTerminal)) {
        output.note("Nothing was imported. To import it, add --yes.");
        return exitCodes.fine;
      }
      if (!options.yes) await confirm(terminal, "Import this?");
    }
    const { body, text: json } = await importRoutines(api, reading);
    output.json(json);
    const paused = body.created.filter(({ is_active }) => !is_active).length;
    const rest = paused === 0 ? "" : `, ${paused} of them paused`;
    output.line(`Imported ${body.created.length}${rest}. ${body.existing.length} existed already.`);
    return exitCodes.fine;
  },
});
