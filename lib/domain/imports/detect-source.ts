import { asData, listAt, own, parseDocument } from "@/lib/domain/imports/data";
import type { ImportSource } from "@/lib/domain/imports/import-source";
import { readJobLine } from "@/lib/domain/paste/crontab-line";

/** The lines by which a source is known. */
const HEAD_CHARACTERS = 20_000;

function detectPart(part: unknown): ImportSource | null {
  const data = asData(part);
  const has = (name: string) => own(data, name) !== undefined;
  if (has("monitorList")) return "uptime-kuma";
  if (has("checks")) return "healthchecks";
  if (has("crons")) return "vercel";
  if (has("jobDetails")) return "cron-job-org";
  if (has("jobs")) {
    // A workflow may be written as JSON too, with its jobs by name.
    return Array.isArray(own(data, "jobs")) ? "cron-job-org" : "github-actions";
  }
  const isSchedule = ["ScheduleExpression", "Schedules", "Rules", "ApiDestinations"].some(has);
  if (isSchedule || listAt(data, "Targets").length > 0) return "eventbridge";
  return has("jobId") && has("schedule") ? "cron-job-org" : null;
}

/** Parts of a list by which its source is known. */
const HEAD_PARTS = 50;

function detectDocument(document: unknown): ImportSource | null {
  const parts: readonly unknown[] = Array.isArray(document) ? document : [document];
  for (const part of parts.slice(0, HEAD_PARTS)) {
    const found = detectPart(part);
    if (found !== null) return found;
  }
  return null;
}

/** The source that a text is plainly from; null where it may be anything. */
export function detectSource(text: string): ImportSource | null {
  const document = parseDocument(text);
  if (document !== undefined) return detectDocument(document);
  const lines = text.slice(0, HEAD_CHARACTERS).split(/\r?\n/);
  const isWorkflow =
    lines.some((line) => /^["']?on["']?\s*:/.test(line)) ||
    (lines.some((line) => /^jobs\s*:\s*$/.test(line)) && /^\s*-?\s*cron\s*:/m.test(text));
  if (isWorkflow) return "github-actions";
  if (lines.some((line) => readJobLine(line.slice(0, 4_000)) !== null)) return "crontab";
  return /(?:^|[\s/$>])(?:curl|wget)(?:\.exe)?\s/im.test(text.slice(0, HEAD_CHARACTERS))
    ? "curl"
    : null;
}
