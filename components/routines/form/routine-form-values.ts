import {
  draftTimes,
  sameWallTime,
  type RoutineTimes,
} from "@/components/routines/form/field-texts";
import {
  readWholeNumber,
  ruleFields,
  ruleInputs,
  type RuleField,
} from "@/components/routines/form/rule-fields";
import {
  placeOfRule,
  readRules,
  ruleValues,
  type RuleFormValues,
} from "@/components/routines/form/rule-form-values";
import {
  emptyRow,
  isSameRow,
  nameOfPart,
  rowParts,
  type RulePlace,
} from "@/components/routines/form/rule-row";
import {
  calendarCron,
  calendarTexts,
  isByCalendar,
  weekdayFields,
  type CalendarField,
} from "@/components/routines/form/schedule/calendar-fields";
import type { ActionResult } from "@/lib/domain/action-result";
import type { FieldProblem } from "@/lib/domain/errors";
import type { RoutineDto, RoutineSettings } from "@/lib/domain/routine/routine";
import { requestSettings, type RoutineLimits } from "@/lib/domain/routine/routine-options";
import { toZonedTime, zoneOrUtc } from "@/lib/domain/schedule/zoned-time";
import { joinTagNames, splitTagNames } from "@/lib/domain/tags/tag-names";

/** What a browser sends for a box that is ticked. */
export const CHECKED = "on";

type FormField = {
  /** The setting whose problems the field shows; null where another field does. */
  setting: keyof RoutineSettings | null;
  /** The field's rules are checked while it is filled in. */
  isLive: boolean;
  /** What the field holds for a new routine. */
  fresh: string | ((limits: RoutineLimits) => string);
  /** What the field holds for a routine that is edited. */
  show: (routine: RoutineDto) => string;
};

/** The settings that a field shows as they are. */
type PlainSetting = {
  [Name in keyof RoutineSettings]: RoutineSettings[Name] extends string | number | null
    ? Name
    : never;
}[keyof RoutineSettings];

/** The field of a setting: empty for a new routine, and without one for null. */
const fieldOf = (setting: PlainSetting, special: Partial<FormField> = {}): FormField => ({
  setting,
  isLive: false,
  fresh: "",
  show: (routine) => readText(String(routine[setting] ?? "")),
  ...special,
});

/** A field of a schedule by the calendar. It shows its own problems. */
const calendarField = (name: CalendarField): FormField => ({
  setting: null,
  isLive: true,
  fresh: calendarTexts(null)[name],
  show: ({ cron_expression }) => calendarTexts(cron_expression)[name],
});

const calendarFields: Record<CalendarField, FormField> = {
  day_times: calendarField("day_times"),
  on_1: calendarField("on_1"),
  on_2: calendarField("on_2"),
  on_3: calendarField("on_3"),
  on_4: calendarField("on_4"),
  on_5: calendarField("on_5"),
  on_6: calendarField("on_6"),
  on_0: calendarField("on_0"),
  month_day: calendarField("month_day"),
  month_weekday: calendarField("month_weekday"),
};

/** The fields of the form, except for those of rules. */
const plainFields = {
  name: fieldOf("name"),
  http_method: fieldOf("http_method", { fresh: "GET" }),
  endpoint_url: fieldOf("endpoint_url"),
  schedule: {
    setting: null,
    isLive: false,
    fresh: "interval",
    show: ({ cron_expression, run_at }) =>
      cron_expression !== null
        ? calendarTexts(cron_expression).schedule
        : run_at !== null
          ? "once"
          : "interval",
  },
  ...calendarFields,
  interval_minutes: fieldOf("interval_minutes", {
    isLive: true,
    fresh: ({ minIntervalMinutes }) => String(minIntervalMinutes),
  }),
  cron_expression: fieldOf("cron_expression", { isLive: true }),
  run_at: fieldOf("run_at", {
    isLive: true,
    show: ({ run_at, timezone }) => toWallTime(run_at, timezone),
  }),
  timezone: fieldOf("timezone", { isLive: true, fresh: "UTC" }),
  headers: {
    setting: "headers_json",
    isLive: false,
    fresh: "",
    show: ({ headers_json }) =>
      Object.entries(headers_json)
        .map(([name, value]) => `${name}: ${value}`)
        .join("\n"),
  },
  body: fieldOf("body"),
  fill_values: {
    setting: "fill_values",
    isLive: false,
    fresh: CHECKED,
    show: ({ fill_values }) => (fill_values ? CHECKED : ""),
  },
  kind: fieldOf("kind", { fresh: "PING" }),
  timeout_seconds: fieldOf("timeout_seconds", {
    isLive: true,
    fresh: ({ defaultTimeoutSeconds }) => String(defaultTimeoutSeconds),
  }),
  starts_at: fieldOf("starts_at", {
    isLive: true,
    show: ({ starts_at, timezone }) => toWallTime(starts_at, timezone),
  }),
  ends_at: fieldOf("ends_at", {
    isLive: true,
    show: ({ ends_at, timezone }) => toWallTime(ends_at, timezone),
  }),
  jitter_seconds: fieldOf("jitter_seconds", { isLive: true, fresh: "0" }),
  max_attempts: fieldOf("max_attempts", { isLive: true, fresh: "1" }),
  misfire_policy: fieldOf("misfire_policy", { fresh: "FIRE_ONCE" }),
  gap_policy: fieldOf("gap_policy", { fresh: "SKIP" }),
  secret_ref: fieldOf("secret_ref"),
  signing_secret_ref: fieldOf("signing_secret_ref"),
  follow_redirects: {
    setting: "follow_redirects",
    isLive: true,
    fresh: "",
    show: ({ follow_redirects }) => (follow_redirects ? CHECKED : ""),
  },
  keep_body: fieldOf("keep_body", { fresh: "ON_FAILURE" }),
  tags: { setting: "tags", isLive: false, fresh: "", show: ({ tags }) => joinTagNames(tags) },
} satisfies Record<string, FormField>;

type PlainField = keyof typeof plainFields;
export type RoutineField = PlainField | RuleField;

const plain: Readonly<Record<PlainField, FormField>> = plainFields;
const plainNames = Object.keys(plain) as PlainField[];

/** Every field of the form by its name. The rows of rules are apart. */
export const routineFields: readonly RoutineField[] = [...plainNames, ...ruleFields];

/** The fields whose rules are checked while they are filled in. */
export const liveFields: readonly RoutineField[] = [
  ...plainNames.filter((name) => plain[name].isLive),
  ...ruleFields.filter((field) => ruleInputs[field].max !== undefined),
];

/**
 * The fields of the form as text, exactly as they were typed, and the rows of its rules. `version` is the
 * one of the routine that the form was opened with; empty for a new routine.
 */
export type RoutineFormValues = Record<RoutineField, string> & RuleFormValues & { version: string };

/** The values of fields, one after the other. */
function valuesOf<Name extends string>(
  names: readonly Name[],
  valueOf: (name: Name) => string,
): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, valueOf(name)])) as Record<Name, string>;
}

/** A field of the form, or one of a row. */
export type FormPlace = RoutineField | RulePlace;

export function isSamePlace(a: FormPlace | null, b: FormPlace | null): boolean {
  if (a === null || b === null || typeof a === "string" || typeof b === "string") return a === b;
  return a.row === b.row && a.part === b.part;
}

/** The fields that make up the request and the judgement of its response. */
const requestFields: readonly RoutineField[] = [
  ...plainNames.filter((name) =>
    requestSettings.some((setting) => setting === plain[name].setting),
  ),
  ...ruleFields,
];

const wallTimeFields: readonly RoutineField[] = ["run_at", "starts_at", "ends_at"];

/** The fields that decide when the routine runs. */
const scheduleFields: readonly RoutineField[] = [
  "schedule",
  "interval_minutes",
  "cron_expression",
  "timezone",
  "gap_policy",
  "day_times",
  "month_day",
  "month_weekday",
  ...weekdayFields,
  ...wallTimeFields,
];

function isSameIn(
  compared: readonly RoutineField[],
  a: RoutineFormValues,
  b: RoutineFormValues,
): boolean {
  return compared.every((field) =>
    wallTimeFields.includes(field) && a[field] !== b[field]
      ? sameWallTime(a[field], b[field])
      : a[field] === b[field],
  );
}

function hasSameRules(a: RoutineFormValues, b: RoutineFormValues): boolean {
  return (
    a.rules.length === b.rules.length &&
    a.rules.every((rule, row) => {
      const other = b.rules[row];
      return other !== undefined && isSameRow(rule, other);
    })
  );
}

/** True for forms that hold the same. */
export const isSameForm = (a: RoutineFormValues, b: RoutineFormValues) =>
  isSameIn(routineFields, a, b) && hasSameRules(a, b);

/** True for forms that ask for the same request, judged by the same rules. */
export const isSameRequest = (a: RoutineFormValues, b: RoutineFormValues) =>
  isSameIn(requestFields, a, b) && hasSameRules(a, b);

/** True for forms that ask for the same slots. */
export const isSameSchedule = (a: RoutineFormValues, b: RoutineFormValues) =>
  isSameIn(scheduleFields, a, b);

/** What the form holds and what somebody else has saved since it was opened. */
export type RoutineConflict = {
  mine: RoutineSettings;
  theirs: RoutineSettings;
  /** What was saved, as the form holds it, with its version. */
  theirValues: RoutineFormValues;
};

export type RoutineFormState = {
  values: RoutineFormValues;
  failure: Extract<ActionResult<never>, { ok: false }> | null;
  conflict?: RoutineConflict;
};

/** The name under which the form sends a version that it is to replace, whatever it was opened with. */
export const REPLACED_VERSION = "replaced_version";

export function newRoutineValues(limits: RoutineLimits): RoutineFormValues {
  const fresh = valuesOf(plainNames, (name) => {
    const { fresh: value } = plain[name];
    return typeof value === "string" ? value : value(limits);
  });
  return { ...fresh, ...ruleValues([]), version: "" };
}

/** Text as a field holds it, in which every line break is LF. */
function readText(value: FormDataEntryValue | null | undefined): string {
  return typeof value === "string" ? value.replace(/\r\n?/g, "\n") : "";
}

/** An instant as a field holds it: as wall time in the routine's time zone. */
function toWallTime(instant: string | null, timezone: string): string {
  return instant === null ? "" : toZonedTime(new Date(instant), zoneOrUtc(timezone));
}

export function routineValues(routine: RoutineDto, version = ""): RoutineFormValues {
  const shown = valuesOf(plainNames, (name) => plain[name].show(routine));
  return { ...shown, ...ruleValues(routine.success_rules), version };
}

/** What was typed. A form sends line breaks as CR LF: they become what was typed, too. */
export function readRoutineForm(form: FormData): RoutineFormValues {
  const parts = rowParts.map((part) => [part, form.getAll(nameOfPart(part))] as const);
  return {
    ...valuesOf(routineFields, (name) => readText(form.get(name))),
    version: readText(form.get("version")),
    rules: form.getAll("rule").map((_, index) => ({
      ...emptyRow,
      ...Object.fromEntries(parts.map(([part, texts]) => [part, readText(texts[index])])),
    })),
  };
}

type KeptRoutine = RoutineTimes & Pick<RoutineDto, "success_rules">;

/** The settings that the form sets: all but those that have a place of their own. */
type FormSetting = Exclude<keyof RoutineSettings, "alert_policy" | "is_active" | "key">;

/**
 * The input of the service. Only the fields of the chosen schedule count, and a signature only where
 * the kind has one.
 */
export function toRoutineInput(
  values: RoutineFormValues,
  headers: Record<string, string>,
  current: KeptRoutine | null,
): Record<FormSetting, unknown> {
  const { schedule } = values;
  const { run_at, ...window } = draftTimes(values, current);
  return {
    name: values.name,
    kind: values.kind,
    endpoint_url: values.endpoint_url,
    http_method: values.http_method,
    headers_json: headers,
    body: values.body === "" ? null : values.body,
    fill_values: values.fill_values !== "",
    interval_minutes: schedule === "interval" ? readWholeNumber(values.interval_minutes) : null,
    cron_expression:
      schedule === "cron"
        ? values.cron_expression
        : isByCalendar(values)
          ? (calendarCron(values) ?? "")
          : null,
    run_at: schedule === "once" ? run_at : null,
    timezone: values.timezone.trim(),
    timeout_seconds: readWholeNumber(values.timeout_seconds) ?? undefined,
    ...window,
    jitter_seconds: readWholeNumber(values.jitter_seconds) ?? 0,
    max_attempts: readWholeNumber(values.max_attempts) ?? 1,
    misfire_policy: values.misfire_policy,
    gap_policy: values.gap_policy,
    auth_mode: values.secret_ref === "" ? "NONE" : "SECRET_REF",
    secret_ref: values.secret_ref === "" ? null : values.secret_ref,
    signing_secret_ref:
      values.kind === "WEBHOOK" && values.signing_secret_ref !== ""
        ? values.signing_secret_ref
        : null,
    follow_redirects: values.follow_redirects !== "",
    keep_body: values.keep_body,
    success_rules: readRules(values, current?.success_rules ?? []),
    tags: splitTagNames(values.tags),
  };
}

/** Where the form shows a problem of what `values` asked for; null where it has no place for it. */
export function placeOf({ path }: FieldProblem, values: RoutineFormValues): FormPlace | null {
  const [setting = "", index, part = ""] = path.split(".");
  if (setting === "success_rules") return placeOfRule(values, index, part);
  if (setting === "cron_expression" && isByCalendar(values)) return "day_times";
  // Naming a secret is what turns it on.
  if (setting === "auth_mode") return "secret_ref";
  return (
    plainNames.find((name) => plain[name].setting === setting) ??
    plainNames.find((name) => name === setting) ??
    null
  );
}
