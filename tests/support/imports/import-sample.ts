import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ImportPreview } from "@/lib/domain/imports/import-preview";
import type { PreviewOptions } from "@/lib/domain/imports/preview-import";
import { readImport } from "@/lib/services/imports/read-import";

type Options = Partial<Omit<PreviewOptions, "parseYaml">>;

const options: Omit<PreviewOptions, "parseYaml"> = {
  source: null,
  timezone: null,
  baseUrl: null,
  schedule: null,
  secrets: [],
  now: new Date("2026-11-27T12:00:00Z"),
  limits: { minIntervalMinutes: 5, maxTimeoutSeconds: 30, defaultTimeoutSeconds: 8 },
};

export const readText = (text: string, more: Options = {}) =>
  readImport({ text, options: { ...options, ...more } });

export function previewText(text: string, more: Options = {}): ImportPreview {
  const result = readText(text, more);
  if (!result.ok) throw new Error(`The text can't be read: ${result.code}`);
  return result.preview;
}

/** A file of the wild, made up after the format that its source publishes. */
export const readSample = (name: string): string =>
  readFileSync(join(import.meta.dirname, "files", name), "utf8");

/** An item on one line: key, request, schedule, state, secret, and what is said of it. */
const itemLine = ({ key, settings, remarks, secrets }: ImportPreview["items"][number]): string =>
  [
    key.replace("import/", ""),
    `${settings.http_method} ${settings.endpoint_url}`,
    settings.cron_expression ?? settings.run_at ?? `every ${settings.interval_minutes} min`,
    settings.timezone,
    settings.is_active === false ? "paused" : "active",
    ...secrets.map(({ name, header }) => `${name} = ${header}`),
    remarks.map(({ code }) => code).join(" "),
  ]
    .filter((part) => part !== undefined && part !== "")
    .join(" | ");

/** A preview as lines: what is imported, what is refused and why, and what concerns the whole. */
export const previewLines = ({ items, refused, remarks }: ImportPreview): string[] => [
  ...items.map(itemLine),
  ...refused.map(({ line, text, code }) => `✗ ${line === null ? "" : `${line} `}${text}: ${code}`),
  ...remarks.map(({ code, params }) => `… ${[code, ...Object.values(params)].join(" ")}`),
];
