import { z } from "zod";
import type { FieldProblem } from "@/lib/domain/errors";
import {
  describeProblem,
  problem,
  toFieldProblems,
  type CodedProblem,
} from "@/lib/domain/field-problems";
import { alertPolicy } from "@/lib/domain/incidents/alert-policy";
import {
  cursorParameter,
  instantText,
  nameInput,
  pageLimit,
  wholeNumber,
} from "@/lib/domain/inputs";
import { lowerOrigin, unwrapUrl } from "@/lib/domain/pasted-text";
import { checkHeaders } from "@/lib/domain/routine/header-policy";
import {
  authModes,
  bodyPolicies,
  carriesBody,
  gapPolicies,
  httpMethods,
  MAX_ATTEMPTS,
  MAX_BODY_CHARACTERS,
  MAX_CRON_CHARACTERS,
  MAX_INTERVAL_MINUTES,
  KEY_PATTERN,
  MAX_JITTER_SECONDS,
  MAX_KEY_CHARACTERS,
  MAX_PAGE_ROWS,
  MAX_QUERY_CHARACTERS,
  misfirePolicies,
  requestSettings,
  routineKinds,
  routineOutcomes,
  routineSorts,
  routineStates,
  type RoutineLimits,
} from "@/lib/domain/routine/routine-options";
import { findValueProblems, longestRequest } from "@/lib/domain/routine/values-in-request";
import type { RunStatus } from "@/lib/domain/run/run-status";
import { findSuccessRuleProblems, successRules } from "@/lib/domain/run/success-rule";
import { readCronText } from "@/lib/domain/schedule/read-cron-text";
import {
  checkCronExpression,
  NEVER,
  scheduleOf,
  shortestGapMinutes,
} from "@/lib/domain/schedule/schedule";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";
import { isStorable } from "@/lib/domain/storable-text";
import { routineTags, tagFilter } from "@/lib/domain/tags/tag";
import { withoutBlanks } from "@/lib/domain/template/parse-template";
import { MINUTE_SECONDS } from "@/lib/domain/time-units";

/** An RFC 3339 time, kept in UTC, where its year is 2000 to 2999. */
const instantInput = instantText.refine(
  (instant) => /^2\d{3}-/.test(instant),
  problem("instant_out_of_range"),
);

/** A slot, as instants are kept, before the last that can be stored. */
const runAtInput = instantInput
  .refine((instant) => instant.endsWith(":00.000Z"), problem("run_at_not_whole_minute"))
  .refine((instant) => instant < NEVER.toISOString(), problem("instant_out_of_range"));

/** The caller's own name for a routine, by which it is found again. */
export const routineKey = z
  .string(problem("key_invalid"))
  .max(MAX_KEY_CHARACTERS, problem("key_invalid"))
  .regex(new RegExp(KEY_PATTERN), problem("key_invalid"));

const shape = {
  name: nameInput("name_required"),
  key: routineKey.nullable(),
  kind: z.enum(routineKinds, problem("kind_unknown")),
  endpoint_url: z
    .string(problem("url_required"))
    .transform((text) => lowerOrigin(withoutBlanks(unwrapUrl(text))))
    .pipe(z.string().min(1, problem("url_required"))),
  http_method: z.enum(httpMethods, problem("method_unknown")),
  headers_json: z.record(
    z.string(),
    z.string(problem("header_value_not_text")),
    problem("headers_not_an_object"),
  ),
  body: z
    .string(problem("body_not_text"))
    .max(MAX_BODY_CHARACTERS, problem("body_too_long"))
    .refine(isStorable, problem("text_not_storable"))
    .nullable(),
  fill_values: z.boolean(problem("fill_values_not_boolean")),
  interval_minutes: z
    .int(problem("interval_not_whole"))
    .max(MAX_INTERVAL_MINUTES, problem("interval_too_long"))
    .nullable(),
  cron_expression: z
    .string(problem("cron_not_text"))
    .transform((text) => readCronText(text).expression)
    .pipe(z.string().max(MAX_CRON_CHARACTERS, problem("cron_too_long")))
    .nullable(),
  run_at: runAtInput.nullable(),
  timezone: z.string(problem("timezone_unknown")).refine(isTimezone, problem("timezone_unknown")),
  is_active: z.boolean(problem("is_active_not_boolean")),
  auth_mode: z.enum(authModes, problem("auth_mode_unknown")),
  secret_ref: z.string(problem("secret_unknown")).nullable(),
  timeout_seconds: z.int(problem("timeout_not_whole")),
  jitter_seconds: wholeNumber(0, MAX_JITTER_SECONDS, "jitter_out_of_range"),
  starts_at: instantInput.nullable(),
  ends_at: instantInput.nullable(),
  max_attempts: wholeNumber(1, MAX_ATTEMPTS, "max_attempts_out_of_range"),
  misfire_policy: z.enum(misfirePolicies, problem("misfire_policy_unknown")),
  gap_policy: z.enum(gapPolicies, problem("gap_policy_unknown")),
  follow_redirects: z.boolean(problem("follow_redirects_not_boolean")),
  success_rules: successRules,
  keep_body: z.enum(bodyPolicies, problem("keep_body_unknown")),
  signing_secret_ref: z.string(problem("secret_unknown")).nullable(),
  alert_policy: alertPolicy.nullable(),
  tags: routineTags,
};

export const routineSettings = z.strictObject(shape);

/** What the creator of a routine sends: all but a name and a URL may be left out. */
export const createRoutineInput = routineSettings
  .partial()
  .required({ name: true, endpoint_url: true });

/** A change of a routine: what isn't named stays. */
export const updateRoutineInput = routineSettings.partial();

/** The settings that a test of a request reads; others that a routine has are ignored. */
export const testRequestInput = z
  .object(routineSettings.shape)
  .pick(
    Object.fromEntries(requestSettings.map((name) => [name, true])) as Record<
      (typeof requestSettings)[number],
      true
    >,
  )
  .partial()
  .required({ endpoint_url: true });

/** A routine's settings, complete and free of contradictions. */
export type RoutineSettings = z.infer<typeof routineSettings>;

/** A routine as it goes out to a screen or a machine. Times are RFC 3339 in UTC. */
export type RoutineDto = RoutineSettings & {
  id: string;
  workspace_id: string;
  next_run_at: string;
  last_run_at: string | null;
  last_status: RunStatus | null;
  /** The next slots, soonest first; empty for a routine that is paused or has ended. */
  next_slots: string[];
  /** The end of the maintenance that is on now; null where none is. */
  maintenance_until: string | null;
  created_at: string;
  updated_at: string;
};

/** The settings that the creator of a routine may leave out. */
export const defaultsOf = (
  limits: RoutineLimits,
): Omit<RoutineSettings, "name" | "endpoint_url"> => ({
  key: null,
  kind: "PING",
  http_method: "GET",
  headers_json: {},
  body: null,
  fill_values: true,
  interval_minutes: null,
  cron_expression: null,
  run_at: null,
  timezone: "UTC",
  is_active: true,
  auth_mode: "NONE",
  secret_ref: null,
  timeout_seconds: limits.defaultTimeoutSeconds,
  jitter_seconds: 0,
  starts_at: null,
  ends_at: null,
  max_attempts: 1,
  misfire_policy: "FIRE_ONCE",
  gap_policy: "SKIP",
  follow_redirects: false,
  success_rules: [],
  keep_body: "ON_FAILURE",
  signing_secret_ref: null,
  alert_policy: null,
  tags: [],
});

/**
 * Problems of settings that contradict each other, or a limit that the operator sets. A setting that is
 * missing here has a problem of its own, which is reported elsewhere.
 */
function findConflicts(settings: Partial<RoutineSettings>, limits: RoutineLimits): CodedProblem[] {
  const scheduleProblems = findScheduleProblems(settings, limits);
  return [
    ...scheduleProblems,
    // A schedule with a problem has no gap between its slots that jitter could be measured by.
    ...(scheduleProblems.length === 0 ? findJitterProblems(settings) : []),
    ...findWindowProblems(settings),
    ...findRequestProblems(settings, limits),
    ...findSecretConflicts(settings),
    ...findSuccessRuleProblems(settings.success_rules ?? []),
  ];
}

/** The settings that make a schedule: each routine has exactly one of them. */
const scheduleSettings = ["interval_minutes", "cron_expression", "run_at"] as const;

function findScheduleProblems(
  { interval_minutes, cron_expression, run_at, timezone }: Partial<RoutineSettings>,
  limits: RoutineLimits,
): CodedProblem[] {
  if (interval_minutes === undefined || cron_expression === undefined || run_at === undefined) {
    return [];
  }
  const settings = { interval_minutes, cron_expression, run_at };
  const [path, surplus] = scheduleSettings.filter((name) => settings[name] !== null);
  if (path === undefined) return [{ path: "interval_minutes", code: "schedule_required" }];
  if (surplus !== undefined) return [{ path: surplus, code: "schedule_twice" }];
  if (interval_minutes !== null) {
    const minutes = limits.minIntervalMinutes;
    return interval_minutes < minutes
      ? [{ path, code: "interval_too_short", params: { minutes } }]
      : [];
  }
  if (cron_expression === null) return [];
  // A zone that is not one is reported at its own field.
  const zone = timezone ?? "UTC";
  const cron = checkCronExpression(cron_expression, zone, limits.minIntervalMinutes);
  if (cron.ok) return [];
  const { code, message, params } = cron;
  return [{ path, code, message, ...(params && { params }) }];
}

/** Jitter delays a run by less than the time until the next slot. */
function findJitterProblems({
  interval_minutes: intervalMinutes,
  cron_expression: cronExpression,
  run_at,
  timezone = "UTC",
  gap_policy: gapPolicy = "SKIP",
  jitter_seconds,
}: Partial<RoutineSettings>): CodedProblem[] {
  if (intervalMinutes === undefined || cronExpression === undefined || run_at === undefined) {
    return [];
  }
  const runAt = run_at === null ? null : new Date(run_at);
  const gapMinutes = shortestGapMinutes(
    scheduleOf({ intervalMinutes, cronExpression, runAt, timezone, gapPolicy }),
  );
  const max = Math.min(MAX_JITTER_SECONDS, gapMinutes * MINUTE_SECONDS - 1);
  return jitter_seconds !== undefined && jitter_seconds > max
    ? [{ path: "jitter_seconds", code: "jitter_too_long", params: { max } }]
    : [];
}

function findWindowProblems({
  starts_at,
  ends_at,
  run_at,
}: Partial<RoutineSettings>): CodedProblem[] {
  if (starts_at && ends_at && starts_at >= ends_at) {
    return [{ path: "ends_at", code: "ends_before_start" }];
  }
  if (!run_at) return [];
  const isOutside =
    (starts_at ? run_at < starts_at : false) || (ends_at ? run_at >= ends_at : false);
  return isOutside ? [{ path: "run_at", code: "run_at_outside_window" }] : [];
}

function findRequestProblems(
  settings: Partial<RoutineSettings>,
  limits: RoutineLimits,
): CodedProblem[] {
  const { timeout_seconds, body, http_method, headers_json = {} } = settings;
  const problems: CodedProblem[] = findValueProblems(settings);
  const max = limits.maxTimeoutSeconds;
  if (timeout_seconds !== undefined && (timeout_seconds < 1 || timeout_seconds > max)) {
    problems.push({ path: "timeout_seconds", code: "timeout_out_of_range", params: { max } });
  }
  if (typeof body === "string" && http_method && !carriesBody(http_method)) {
    problems.push({ path: "body", code: "body_without_meaning", params: { method: http_method } });
  }
  const asSent = longestRequest(settings).headers;
  const asWritten = checkHeaders(headers_json);
  for (const { name, fault, reason } of asWritten.length > 0 ? asWritten : checkHeaders(asSent)) {
    problems.push({
      path: name === "" ? "headers_json" : `headers_json.${name}`,
      code: "header_refused",
      message: reason,
      params: { name: name.slice(0, 64), fault },
    });
  }
  return problems;
}

function findSecretConflicts(settings: Partial<RoutineSettings>): CodedProblem[] {
  const { auth_mode, secret_ref, signing_secret_ref, kind, follow_redirects } = settings;
  const problems: CodedProblem[] = [];
  if (auth_mode === "SECRET_REF" && secret_ref === null) {
    problems.push({ path: "secret_ref", code: "secret_required" });
  }
  if (auth_mode === "NONE" && typeof secret_ref === "string") {
    problems.push({ path: "secret_ref", code: "secret_without_mode" });
  }
  if (typeof signing_secret_ref === "string" && kind !== undefined && kind !== "WEBHOOK") {
    problems.push({ path: "signing_secret_ref", code: "signing_without_webhook" });
  }
  const hasSecret = typeof secret_ref === "string" || typeof signing_secret_ref === "string";
  if (follow_redirects === true && hasSecret) {
    problems.push({ path: "follow_redirects", code: "redirects_with_secret" });
  }
  return problems;
}

export type Checked<Value> = { ok: true; value: Value } | { ok: false; problems: FieldProblem[] };

/** Each setting that is sound by itself, whatever the others are. */
function readSoundSettings(input: Record<string, unknown>): Partial<RoutineSettings> {
  const sound = Object.entries(shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse(input[name]);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  return Object.fromEntries(sound);
}

/** The settings with the zone that stands before a cron expression, as in a crontab, in its own place. */
function withCronZone(input: Record<string, unknown>): Record<string, unknown> {
  const { cron_expression } = input;
  if (typeof cron_expression !== "string") return input;
  const { expression, timezone } = readCronText(cron_expression);
  return { ...input, cron_expression: expression, ...(timezone !== null && { timezone }) };
}

function checkSettings(
  given: Record<string, unknown>,
  limits: RoutineLimits,
): Checked<RoutineSettings> {
  const input = withCronZone(given);
  const parsed = routineSettings.safeParse(input);
  const problems = [
    ...(parsed.success ? [] : toFieldProblems(parsed.error)),
    ...findConflicts(readSoundSettings(input), limits).map(describeProblem),
  ];
  return parsed.success && problems.length === 0
    ? { ok: true, value: parsed.data }
    : { ok: false, problems };
}

const anyRecord = z.record(z.string(), z.unknown());

/** The settings of a new routine, with defaults filled in, or every problem at its field. */
export function checkCreateRoutine(
  input: unknown,
  limits: RoutineLimits,
): Checked<RoutineSettings> {
  const given = anyRecord.safeParse(input);
  if (!given.success) return { ok: false, problems: toFieldProblems(given.error) };
  const set = Object.entries(given.data).filter(([, value]) => value !== undefined);
  return checkSettings({ ...defaultsOf(limits), ...Object.fromEntries(set) }, limits);
}

/** The schedule in an input; where it isn't sound, the shortest interval in its time zone. */
function readSoundSchedule(input: Record<string, unknown>, limits: RoutineLimits) {
  const {
    interval_minutes = null,
    cron_expression = null,
    run_at = null,
    gap_policy = "SKIP",
    timezone = "UTC",
  } = readSoundSettings(withCronZone(input));
  const schedule = { interval_minutes, cron_expression, run_at, gap_policy, timezone };
  return findScheduleProblems(schedule, limits).length === 0
    ? schedule
    : { interval_minutes: limits.minIntervalMinutes, timezone };
}

/**
 * The settings of a request, completed to those of a routine, or every problem at its field. Settings
 * that are not part of a request are ignored, apart from a sound schedule: values in braces depend on it.
 */
export function checkRequest(input: unknown, limits: RoutineLimits): Checked<RoutineSettings> {
  const given = anyRecord.safeParse(input);
  if (!given.success) return { ok: false, problems: toFieldProblems(given.error) };
  const request = Object.entries(given.data).filter(
    ([name]) => !Object.hasOwn(shape, name) || requestSettings.some((setting) => setting === name),
  );
  const others = { name: "Test", ...readSoundSchedule(given.data, limits) };
  return checkCreateRoutine({ ...Object.fromEntries(request), ...others }, limits);
}

/** The limits of a routine that exists: an interval shorter than the minimum, once set, may stay. */
export function limitsOfRoutine(
  limits: RoutineLimits,
  current: { interval_minutes: number | null },
): RoutineLimits {
  const shortest = Math.min(limits.minIntervalMinutes, current.interval_minutes ?? Infinity);
  return { ...limits, minIntervalMinutes: shortest };
}

/**
 * The settings of a routine after a change, or every problem at its field. Setting one of
 * `interval_minutes`, `cron_expression` and `run_at` clears the others, and `auth_mode: "NONE"` clears
 * `secret_ref`, unless the change names them.
 */
export function checkUpdateRoutine(
  current: RoutineSettings,
  input: unknown,
  limits: RoutineLimits,
): Checked<RoutineSettings> {
  const given = anyRecord.safeParse(input);
  if (!given.success) return { ok: false, problems: toFieldProblems(given.error) };
  const change = { ...given.data };
  const isSet = (field: string) => change[field] !== undefined && change[field] !== null;
  if (scheduleSettings.some(isSet)) {
    for (const other of scheduleSettings) if (!(other in change)) change[other] = null;
  }
  if (change.auth_mode === "NONE" && !("secret_ref" in change)) change.secret_ref = null;
  return checkSettings({ ...current, ...change }, limitsOfRoutine(limits, current));
}

const flag = z
  .enum(["true", "false"], problem("is_active_not_boolean"))
  .transform((text) => text === "true");

/** A filter of a workspace's routines: those that fit all of it. */
export const routineFilter = z.strictObject({
  q: z
    .string()
    .normalize("NFC")
    .trim()
    .max(MAX_QUERY_CHARACTERS, problem("query_too_long"))
    .refine(isStorable, problem("text_not_storable"))
    .optional(),
  kind: shape.kind.optional(),
  is_active: flag.optional(),
  state: z.enum(routineStates, problem("routine_state_unknown")).optional(),
  last_status: z.enum(routineOutcomes, problem("run_status_unknown")).optional(),
  tag: tagFilter.optional(),
});
export type RoutineFilter = z.infer<typeof routineFilter>;

export const listRoutinesInput = routineFilter.extend({
  limit: pageLimit(MAX_PAGE_ROWS, 50),
  cursor: cursorParameter,
  sort: z.enum(routineSorts, problem("sort_unknown")).default("-created_at"),
});

/** A list's input, and with `before` the page that ends before a cursor. */
export const browseRoutinesInput = listRoutinesInput.extend({
  before: cursorParameter,
});
