import {
  isSameCheck,
  placeOfRule,
  readRules,
  ruleFields,
  ruleValues,
  type CheckPlace,
  type RuleFormValues,
} from "@/components/routines/form/rule-form-values";
import { readWholeNumber } from "@/components/routines/form/whole-number";
import type { ActionResult } from "@/lib/domain/action-result";
import type { FieldProblem } from "@/lib/domain/errors";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
import { fromZonedTime, toZonedTime, zoneOrUtc } from "@/lib/domain/schedule/zoned-time";

const fields = [
  "name",
  "http_method",
  "endpoint_url",
  "schedule",
  "interval_minutes",
  "cron_expression",
  "timezone",
  "headers",
  "body",
  "kind",
  "timeout_seconds",
  "starts_at",
  "ends_at",
  "jitter_seconds",
  "max_attempts",
  "misfire_policy",
  "secret_ref",
  "signing_secret_ref",
  "follow_redirects",
  "keep_body",
  ...ruleFields,
] as const;
export type RoutineField = (typeof fields)[number];

/** The fields of the form as text, exactly as they were typed, and the rows of its checks. */
export type RoutineFormValues = Record<RoutineField, string> & RuleFormValues;

/** A field of the form, or one of a row. */
export type FormPlace = RoutineField | CheckPlace;

export function isSamePlace(a: FormPlace | null, b: FormPlace | null): boolean {
  if (a === null || b === null || typeof a === "string" || typeof b === "string") return a === b;
  return a.row === b.row && a.part === b.part;
}

/** What of the form makes up the request and the judgement of its answer. */
const requestFields: readonly RoutineField[] = [
  "http_method",
  "endpoint_url",
  "headers",
  "body",
  "kind",
  "timeout_seconds",
  "secret_ref",
  "signing_secret_ref",
  "follow_redirects",
  ...ruleFields,
];

const timeFields: readonly RoutineField[] = ["starts_at", "ends_at"];

/** What of the form says when the routine runs. */
const scheduleFields: readonly RoutineField[] = [
  "schedule",
  "interval_minutes",
  "cron_expression",
  "timezone",
  ...timeFields,
];

function isSameIn(
  compared: readonly RoutineField[],
  a: RoutineFormValues,
  b: RoutineFormValues,
): boolean {
  return compared.every((field) =>
    timeFields.includes(field) && a[field] !== b[field]
      ? sameWallTime(a[field], b[field])
      : a[field] === b[field],
  );
}

function hasSameChecks(a: RoutineFormValues, b: RoutineFormValues): boolean {
  return (
    a.checks.length === b.checks.length &&
    a.checks.every((check, row) => {
      const other = b.checks[row];
      return other !== undefined && isSameCheck(check, other);
    })
  );
}

/** Whether two forms hold the same. */
export const isSameForm = (a: RoutineFormValues, b: RoutineFormValues) =>
  isSameIn(fields, a, b) && hasSameChecks(a, b);

/** Whether two forms ask for the same request, judged by the same rules. */
export const isSameRequest = (a: RoutineFormValues, b: RoutineFormValues) =>
  isSameIn(requestFields, a, b) && hasSameChecks(a, b);

/** Whether two forms ask for the same slots. */
export const isSameSchedule = (a: RoutineFormValues, b: RoutineFormValues) =>
  isSameIn(scheduleFields, a, b);

/** What a browser sends for a box that is ticked. */
export const CHECKED = "on";

export type RoutineFormState = {
  values: RoutineFormValues;
  failure: Extract<ActionResult<never>, { ok: false }> | null;
};

export function newRoutineValues(limits: RoutineLimits): RoutineFormValues {
  return {
    name: "",
    http_method: "GET",
    endpoint_url: "",
    schedule: "interval",
    interval_minutes: String(limits.minIntervalMinutes),
    cron_expression: "",
    timezone: "UTC",
    headers: "",
    body: "",
    kind: "PING",
    timeout_seconds: String(limits.defaultTimeoutSeconds),
    starts_at: "",
    ends_at: "",
    jitter_seconds: "0",
    max_attempts: "1",
    misfire_policy: "FIRE_ONCE",
    secret_ref: "",
    signing_secret_ref: "",
    follow_redirects: "",
    keep_body: "ON_FAILURE",
    ...ruleValues([]),
  };
}

/** Text as a field holds it, in which every line break is LF. */
const readText = (value: FormDataEntryValue | null | undefined) =>
  typeof value === "string" ? value.replace(/\r\n?/g, "\n") : "";

/** An instant as a field holds it: on the wall of the routine's time zone. */
function toWallTime(instant: string | null, timezone: string): string {
  return instant === null ? "" : toZonedTime(new Date(instant), zoneOrUtc(timezone));
}

export function routineValues(routine: RoutineDto): RoutineFormValues {
  return {
    name: routine.name,
    http_method: routine.http_method,
    endpoint_url: routine.endpoint_url,
    schedule: routine.cron_expression === null ? "interval" : "cron",
    interval_minutes: routine.interval_minutes === null ? "" : String(routine.interval_minutes),
    cron_expression: routine.cron_expression ?? "",
    timezone: routine.timezone,
    headers: Object.entries(routine.headers_json)
      .map(([name, value]) => `${name}: ${value}`)
      .join("\n"),
    body: readText(routine.body),
    kind: routine.kind,
    timeout_seconds: String(routine.timeout_seconds),
    starts_at: toWallTime(routine.starts_at, routine.timezone),
    ends_at: toWallTime(routine.ends_at, routine.timezone),
    jitter_seconds: String(routine.jitter_seconds),
    max_attempts: String(routine.max_attempts),
    misfire_policy: routine.misfire_policy,
    secret_ref: routine.secret_ref ?? "",
    signing_secret_ref: routine.signing_secret_ref ?? "",
    follow_redirects: routine.follow_redirects ? CHECKED : "",
    keep_body: routine.keep_body,
    ...ruleValues(routine.success_rules),
  };
}

/** What was typed. A form sends line breaks as CR LF: they become what was typed, too. */
export function readRoutineForm(form: FormData): RoutineFormValues {
  const read = (field: RoutineField) => readText(form.get(field));
  const targets = form.getAll("check_target");
  const values = form.getAll("check_value");
  return {
    name: read("name"),
    http_method: read("http_method"),
    endpoint_url: read("endpoint_url"),
    schedule: read("schedule"),
    interval_minutes: read("interval_minutes"),
    cron_expression: read("cron_expression"),
    timezone: read("timezone"),
    headers: read("headers"),
    body: read("body"),
    kind: read("kind"),
    timeout_seconds: read("timeout_seconds"),
    starts_at: read("starts_at"),
    ends_at: read("ends_at"),
    jitter_seconds: read("jitter_seconds"),
    max_attempts: read("max_attempts"),
    misfire_policy: read("misfire_policy"),
    secret_ref: read("secret_ref"),
    signing_secret_ref: read("signing_secret_ref"),
    follow_redirects: read("follow_redirects"),
    keep_body: read("keep_body"),
    accepted_statuses: read("accepted_statuses"),
    degraded_after_ms: read("degraded_after_ms"),
    fails_after_ms: read("fails_after_ms"),
    min_certificate_days: read("min_certificate_days"),
    checks: form.getAll("check").map((check, index) => ({
      check: readText(check),
      target: readText(targets[index]),
      value: readText(values[index]),
    })),
  };
}

export type HeaderLines = { headers: Record<string, string>; problems: FieldProblem[] };

/** Headers from lines `Name: value`. Empty lines do not count; a line that is none is a problem. */
export function parseHeaderLines(text: string): HeaderLines {
  const entries: [string, string][] = [];
  const problems: FieldProblem[] = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(colon, 0)).trim();
    const params = { line: index + 1 };
    if (name === "") {
      problems.push({
        path: "headers_json",
        code: "header_line_malformed",
        message: `Line ${params.line} is not a header. Write it as Name: value.`,
        params,
      });
    } else if (entries.some(([known]) => known === name)) {
      problems.push({
        path: "headers_json",
        code: "header_line_repeated",
        message: `Line ${params.line} repeats a header. Keep one of the two.`,
        params,
      });
    } else {
      entries.push([name, line.slice(colon + 1).trim()]);
    }
  });
  return { headers: Object.fromEntries(entries), problems };
}

/**
 * The instant that a field means, or null for none; text that is no time stays as it is, and the
 * rules refuse it. A field that still shows `kept` means that very instant: not every one can be told
 * by a clock, which shows an hour twice where it is set back.
 */
function toInstant(text: string, timezone: string, kept: string | null): string | null {
  if (text === "") return null;
  const zone = zoneOrUtc(timezone);
  const isKept = kept !== null && sameWallTime(text, toZonedTime(new Date(kept), zone));
  return isKept ? kept : (fromZonedTime(text, zone)?.toISOString() ?? text);
}

/** Browsers write the seconds of a time in fewer figures where they can. */
function sameWallTime(a: string, b: string): boolean {
  return Date.parse(`${a}Z`) === Date.parse(`${b}Z`);
}

type RoutineWindow = Pick<RoutineDto, "starts_at" | "ends_at">;
type KeptRoutine = RoutineWindow & Pick<RoutineDto, "success_rules">;

/** The start and end that the fields mean, as instants. `current` is the routine that is edited. */
export function draftWindow(
  values: RoutineFormValues,
  current: RoutineWindow | null,
): RoutineWindow {
  const timezone = values.timezone.trim();
  return {
    starts_at: toInstant(values.starts_at, timezone, current?.starts_at ?? null),
    ends_at: toInstant(values.ends_at, timezone, current?.ends_at ?? null),
  };
}

/**
 * What the service is asked for. Only the fields of the chosen schedule count, and a signature only
 * of the kind that has one.
 */
export function toRoutineInput(
  values: RoutineFormValues,
  headers: Record<string, string>,
  current: KeptRoutine | null,
): Record<string, unknown> {
  const isCron = values.schedule === "cron";
  return {
    name: values.name,
    kind: values.kind,
    endpoint_url: values.endpoint_url,
    http_method: values.http_method,
    headers_json: headers,
    body: values.body === "" ? null : values.body,
    interval_minutes: isCron ? null : readWholeNumber(values.interval_minutes),
    cron_expression: isCron ? values.cron_expression : null,
    timezone: values.timezone.trim(),
    timeout_seconds: readWholeNumber(values.timeout_seconds) ?? undefined,
    ...draftWindow(values, current),
    jitter_seconds: readWholeNumber(values.jitter_seconds) ?? 0,
    max_attempts: readWholeNumber(values.max_attempts) ?? 1,
    misfire_policy: values.misfire_policy,
    auth_mode: values.secret_ref === "" ? "NONE" : "SECRET_REF",
    secret_ref: values.secret_ref === "" ? null : values.secret_ref,
    signing_secret_ref:
      values.kind === "WEBHOOK" && values.signing_secret_ref !== ""
        ? values.signing_secret_ref
        : null,
    follow_redirects: values.follow_redirects !== "",
    keep_body: values.keep_body,
    success_rules: readRules(values, current?.success_rules ?? []),
  };
}

/** Where a problem of what `values` asked for is shown, or null where the form has no place for it. */
export function placeOf({ path }: FieldProblem, values: RoutineFormValues): FormPlace | null {
  const [root = "", index, part = ""] = path.split(".");
  if (root === "headers_json") return "headers";
  if (root === "auth_mode") return "secret_ref";
  if (root === "success_rules") return placeOfRule(values, index, part);
  return fields.find((field) => field === root) ?? null;
}
