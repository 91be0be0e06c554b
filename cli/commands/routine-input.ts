import { list, text, choice, type Values } from "@/cli/arguments/define-command";
import { readInputFile } from "@/cli/commands/input-file";
import { UsageError } from "@/cli/errors";
import type { Terminal } from "@/cli/terminal/terminal";
import { readInstant } from "@/cli/terminal/times";
import { parseExactJson } from "@/lib/domain/json/exact-json";

/** The settings of a routine, as options. */
export const routineOptions = {
  name: text("TEXT", "its name"),
  key: text("KEY", "your own key for it, such as team-a/backup"),
  url: text("URL", "the URL of its request"),
  method: text("METHOD", "GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS"),
  header: list("'NAME: VALUE'", "a header of its request"),
  body: text("TEXT", "the body of its request; @FILE reads it from a file"),
  kind: choice(["PING", "WEBHOOK", "CHECK"], "what kind of request it is"),
  every: text("MINUTES", "run it every so many minutes"),
  cron: text("EXPRESSION", "run it by a cron expression"),
  at: text("TIME", "run it once"),
  timezone: text("ZONE", "the time zone of its cron expression, such as America/Sao_Paulo"),
  tag: list("TAG", "a tag"),
  set: list("FIELD=VALUE", "any field of the API; VALUE is JSON, or else text"),
  file: text("FILE", "fields as a JSON object; - reads the input"),
};

type RoutineOptions = Values<typeof routineOptions>;

function readObject(json: string, place: string): Record<string, unknown> {
  try {
    const value = parseExactJson(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // The same as what isn't an object.
  }
  throw new UsageError(`${place} has to hold one JSON object with the fields of a routine.`);
}

function readHeaders(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(":");
      if (colon < 1) throw new UsageError(`Write a header as 'Name: value', not as "${line}".`);
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}

function readField(assignment: string): readonly [string, unknown] {
  const equals = assignment.indexOf("=");
  if (equals < 1) throw new UsageError(`Write --set as FIELD=VALUE, not as "${assignment}".`);
  const value = assignment.slice(equals + 1);
  try {
    return [assignment.slice(0, equals), parseExactJson(value)];
  } catch {
    return [assignment.slice(0, equals), value];
  }
}

function readMinutes(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UsageError("--every takes a whole number of minutes.");
}

/**
 * The fields of the API that the options give. What is more particular goes first: a field of its own
 * option, then `--set`, then `--file`.
 * @throws {UsageError} for an option that can't be read.
 */
export async function readRoutineInput(
  options: RoutineOptions,
  terminal: Terminal,
): Promise<Record<string, unknown>> {
  const { file, body, every, at, header, tag, set } = options;
  const fromFile =
    file === undefined ? {} : readObject(await readInputFile(file, terminal), "--file");
  const bodyText = body?.startsWith("@") ? await readInputFile(body.slice(1), terminal) : body;
  const fields: Record<string, unknown> = {
    name: options.name,
    key: options.key,
    endpoint_url: options.url,
    http_method: options.method?.toUpperCase(),
    headers_json: header.length === 0 ? undefined : readHeaders(header),
    body: bodyText,
    kind: options.kind,
    interval_minutes: every === undefined ? undefined : readMinutes(every),
    cron_expression: options.cron,
    run_at: at === undefined ? undefined : readInstant(at, terminal.now()).toISOString(),
    timezone: options.timezone,
    tags: tag.length === 0 ? undefined : tag,
  };
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { ...fromFile, ...Object.fromEntries([...set.map(readField), ...given]) };
}
