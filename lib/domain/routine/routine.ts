import { z } from "zod";
import type { FieldProblem } from "@/lib/domain/errors";
import { describeProblem, toFieldProblems, type RuleProblem } from "@/lib/domain/field-problems";
import { checkHeaders } from "@/lib/domain/routine/header-policy";
import {
  carriesBody,
  authModes,
  bodyPolicies,
  httpMethods,
  MAX_BODY_CHARACTERS,
  MAX_INTERVAL_MINUTES,
  MAX_JITTER_SECONDS,
  misfirePolicies,
  routineKinds,
  routineOutcomes,
  routineSorts,
  routineStates,
  type AuthMode,
  type BodyPolicy,
  type HttpMethod,
  type MisfirePolicy,
  type RoutineKind,
  type RoutineLimits,
} from "@/lib/domain/routine/routine-options";
import { pageLimit } from "@/lib/domain/run/run";
import type { RunStatus } from "@/lib/domain/run/run-status";
import {
  findSuccessRuleProblems,
  successRules,
  type SuccessRule,
} from "@/lib/domain/run/success-rule";
import { checkCronExpression } from "@/lib/domain/schedule/schedule";
import { isTimezone } from "@/lib/domain/schedule/wall-clock";
import { isStorable } from "@/lib/domain/storable-text";

/** A routine as it goes out to a screen or a machine. Times are RFC 3339 in UTC. */
export type RoutineDto = {
  id: string;
  workspace_id: string;
  name: string;
  kind: RoutineKind;
  interval_minutes: number | null;
  cron_expression: string | null;
  timezone: string;
  next_run_at: string;
  last_run_at: string | null;
  last_status: RunStatus | null;
  is_active: boolean;
  endpoint_url: string;
  http_method: HttpMethod;
  headers_json: Record<string, string>;
  body: string | null;
  auth_mode: AuthMode;
  secret_ref: string | null;
  timeout_seconds: number;
  jitter_seconds: number;
  starts_at: string | null;
  ends_at: string | null;
  max_attempts: number;
  misfire_policy: MisfirePolicy;
  follow_redirects: boolean;
  success_rules: SuccessRule[];
  keep_body: BodyPolicy;
  /** The secret that signs each request as Standard Webhooks says; only of kind WEBHOOK. */
  signing_secret_ref: string | null;
  /** The next slots, soonest first; empty for a routine that is paused or has ended. */
  next_slots: string[];
  created_at: string;
  updated_at: string;
};

/** An RFC 3339 time between 2000 and 2999, kept in UTC. */
const instantInput = z.iso
  .datetime({ offset: true, error: "instant_invalid", abort: true })
  .refine((text) => /^2\d{3}-/.test(text), { error: "instant_invalid" })
  .transform((text) => new Date(text).toISOString());

const shape = {
  name: z
    .string({ error: "name_required" })
    .trim()
    .min(1, { error: "name_required" })
    .max(120, { error: "name_too_long" })
    .refine(isStorable, { error: "text_not_storable" }),
  kind: z.enum(routineKinds, { error: "kind_unknown" }),
  endpoint_url: z.string({ error: "url_required" }).min(1, { error: "url_required" }),
  http_method: z.enum(httpMethods, { error: "method_unknown" }),
  headers_json: z.record(z.string(), z.string({ error: "header_value_not_text" }), {
    error: "headers_not_an_object",
  }),
  body: z
    .string({ error: "body_not_text" })
    .max(MAX_BODY_CHARACTERS, { error: "body_too_long" })
    .refine(isStorable, { error: "text_not_storable" })
    .nullable(),
  interval_minutes: z
    .int({ error: "interval_not_whole" })
    .max(MAX_INTERVAL_MINUTES, { error: "interval_too_long" })
    .nullable(),
  cron_expression: z
    .string({ error: "cron_not_text" })
    .trim()
    .max(200, { error: "cron_too_long" })
    .nullable(),
  timezone: z
    .string({ error: "timezone_unknown" })
    .refine(isTimezone, { error: "timezone_unknown" }),
  is_active: z.boolean({ error: "is_active_not_boolean" }),
  auth_mode: z.enum(authModes, { error: "auth_mode_unknown" }),
  secret_ref: z.string({ error: "secret_unknown" }).nullable(),
  timeout_seconds: z.int({ error: "timeout_not_whole" }),
  jitter_seconds: z
    .int({ error: "jitter_out_of_range" })
    .min(0, { error: "jitter_out_of_range" })
    .max(MAX_JITTER_SECONDS, { error: "jitter_out_of_range" }),
  starts_at: instantInput.nullable(),
  ends_at: instantInput.nullable(),
  max_attempts: z
    .int({ error: "max_attempts_out_of_range" })
    .min(1, { error: "max_attempts_out_of_range" })
    .max(5, { error: "max_attempts_out_of_range" }),
  misfire_policy: z.enum(misfirePolicies, { error: "misfire_policy_unknown" }),
  follow_redirects: z.boolean({ error: "follow_redirects_not_boolean" }),
  success_rules: successRules,
  keep_body: z.enum(bodyPolicies, { error: "keep_body_unknown" }),
  signing_secret_ref: z.string({ error: "secret_unknown" }).nullable(),
};

const complete = z.strictObject(shape);

/** A routine's settings, complete and free of contradictions. */
export type RoutineSettings = z.infer<typeof complete>;

/** What a caller may send to create a routine: the rest has defaults. */
const createRoutineShape = z.strictObject({
  ...shape,
  kind: shape.kind.default("PING"),
  http_method: shape.http_method.default("GET"),
  headers_json: shape.headers_json.default({}),
  body: shape.body.default(null),
  interval_minutes: shape.interval_minutes.default(null),
  cron_expression: shape.cron_expression.default(null),
  timezone: shape.timezone.default("UTC"),
  is_active: shape.is_active.default(true),
  auth_mode: shape.auth_mode.default("NONE"),
  secret_ref: shape.secret_ref.default(null),
  timeout_seconds: shape.timeout_seconds.optional(),
  jitter_seconds: shape.jitter_seconds.default(0),
  starts_at: shape.starts_at.default(null),
  ends_at: shape.ends_at.default(null),
  max_attempts: shape.max_attempts.default(1),
  misfire_policy: shape.misfire_policy.default("FIRE_ONCE"),
  follow_redirects: shape.follow_redirects.default(false),
  success_rules: shape.success_rules.default([]),
  keep_body: shape.keep_body.default("ON_FAILURE"),
  signing_secret_ref: shape.signing_secret_ref.default(null),
});

/**
 * The rules that concern more than one field, or that an operator may tighten. A field that is
 * missing here is broken itself and reported elsewhere: rules that need it are passed over.
 */
function findRuleProblems(
  settings: Partial<RoutineSettings>,
  limits: RoutineLimits,
): RuleProblem[] {
  return [
    ...findScheduleProblems(settings, limits),
    ...findWindowProblems(settings, limits),
    ...findRequestProblems(settings, limits),
    ...findSecretProblems(settings),
    ...findSuccessRuleProblems(settings.success_rules ?? []),
  ];
}

function findScheduleProblems(
  { interval_minutes, cron_expression, timezone }: Partial<RoutineSettings>,
  limits: RoutineLimits,
): RuleProblem[] {
  if (interval_minutes === undefined || cron_expression === undefined) return [];
  if (interval_minutes !== null && cron_expression !== null) {
    return [{ path: "cron_expression", code: "schedule_twice" }];
  }
  if (interval_minutes !== null) {
    const minutes = limits.minIntervalMinutes;
    return interval_minutes < minutes
      ? [{ path: "interval_minutes", code: "interval_too_short", params: { minutes } }]
      : [];
  }
  if (cron_expression === null) return [{ path: "interval_minutes", code: "schedule_required" }];
  // A zone that is not one is reported at its own field.
  const zone = timezone ?? "UTC";
  const cron = checkCronExpression(cron_expression, zone, limits.minIntervalMinutes);
  if (cron.ok) return [];
  const { code, message, params } = cron;
  return [{ path: "cron_expression", code, message, ...(params && { params }) }];
}

function findWindowProblems(
  { starts_at, ends_at, jitter_seconds, interval_minutes }: Partial<RoutineSettings>,
  limits: RoutineLimits,
): RuleProblem[] {
  const problems: RuleProblem[] = [];
  if (starts_at && ends_at && starts_at >= ends_at) {
    problems.push({ path: "ends_at", code: "ends_before_start" });
  }
  // A cron expression keeps the minimum between any two of its slots.
  const max = (interval_minutes ?? limits.minIntervalMinutes) * 60 - 1;
  if (jitter_seconds !== undefined && jitter_seconds > max) {
    problems.push({ path: "jitter_seconds", code: "jitter_too_long", params: { max } });
  }
  return problems;
}

function findRequestProblems(
  { timeout_seconds, body, http_method, headers_json }: Partial<RoutineSettings>,
  limits: RoutineLimits,
): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const max = limits.maxTimeoutSeconds;
  if (timeout_seconds !== undefined && (timeout_seconds < 1 || timeout_seconds > max)) {
    problems.push({ path: "timeout_seconds", code: "timeout_out_of_range", params: { max } });
  }
  if (typeof body === "string" && http_method && !carriesBody(http_method)) {
    problems.push({ path: "body", code: "body_without_meaning", params: { method: http_method } });
  }
  for (const { name, fault, reason } of checkHeaders(headers_json ?? {})) {
    problems.push({
      path: name === "" ? "headers_json" : `headers_json.${name}`,
      code: "header_refused",
      message: reason,
      params: { name: name.slice(0, 64), fault },
    });
  }
  return problems;
}

function findSecretProblems(settings: Partial<RoutineSettings>): RuleProblem[] {
  const { auth_mode, secret_ref, signing_secret_ref, kind, follow_redirects } = settings;
  const problems: RuleProblem[] = [];
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

/** Each field that is sound by itself, whatever the others are. */
function readSoundFields(input: unknown): Partial<RoutineSettings> {
  const given = z.record(z.string(), z.unknown()).safeParse(input);
  if (!given.success) return {};
  const sound = Object.entries(createRoutineShape.shape).flatMap(([name, field]) => {
    const parsed = field.safeParse(given.data[name]);
    return parsed.success ? [[name, parsed.data] as const] : [];
  });
  return Object.fromEntries(sound);
}

function check(
  parsed: z.ZodSafeParseResult<RoutineSettings>,
  sound: Partial<RoutineSettings>,
  limits: RoutineLimits,
): Checked<RoutineSettings> {
  const problems = [
    ...(parsed.success ? [] : toFieldProblems(parsed.error)),
    ...findRuleProblems(sound, limits).map(describeProblem),
  ];
  return parsed.success && problems.length === 0
    ? { ok: true, value: parsed.data }
    : { ok: false, problems };
}

/** The settings of a new routine, with defaults filled in, or every problem at its field. */
export function checkCreateRoutine(
  input: unknown,
  limits: RoutineLimits,
): Checked<RoutineSettings> {
  const withDefaults = createRoutineShape.transform((settings) => ({
    ...settings,
    timeout_seconds: settings.timeout_seconds ?? limits.defaultTimeoutSeconds,
  }));
  return check(withDefaults.safeParse(input), readSoundFields(input), limits);
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
 * `interval_minutes` and `cron_expression` clears the other, and `auth_mode: "NONE"` clears
 * `secret_ref`, unless the change names both.
 */
export function checkUpdateRoutine(
  current: RoutineSettings,
  input: unknown,
  limits: RoutineLimits,
): Checked<RoutineSettings> {
  const given = z.record(z.string(), z.unknown()).safeParse(input);
  if (!given.success) return { ok: false, problems: toFieldProblems(given.error) };
  const change = { ...given.data };
  const isSet = (field: string) => change[field] !== undefined && change[field] !== null;
  if (isSet("interval_minutes") && !("cron_expression" in change)) change.cron_expression = null;
  if (isSet("cron_expression") && !("interval_minutes" in change)) change.interval_minutes = null;
  if (change.auth_mode === "NONE" && !("secret_ref" in change)) change.secret_ref = null;
  const next = { ...current, ...change };
  return check(complete.safeParse(next), readSoundFields(next), limitsOfRoutine(limits, current));
}

const flag = z
  .enum(["true", "false"], { error: "is_active_not_boolean" })
  .transform((text) => text === "true");

/** Which routines of a workspace are meant: those that all of these fit. */
export const routineFilter = z.strictObject({
  q: z
    .string()
    .trim()
    .max(200, { error: "query_too_long" })
    .refine(isStorable, { error: "text_not_storable" })
    .optional(),
  kind: shape.kind.optional(),
  is_active: flag.optional(),
  state: z.enum(routineStates, { error: "routine_state_unknown" }).optional(),
  last_status: z.enum(routineOutcomes, { error: "run_status_unknown" }).optional(),
});
export type RoutineFilter = z.infer<typeof routineFilter>;

export const listRoutinesInput = routineFilter.extend({
  limit: pageLimit,
  cursor: z.string().max(500, { error: "cursor_invalid" }).optional(),
  sort: z.enum(routineSorts, { error: "sort_unknown" }).default("-created_at"),
});
export type ListRoutinesInput = z.infer<typeof listRoutinesInput>;

/** As a list, and with `before` the page that ends before a cursor. */
export const browseRoutinesInput = listRoutinesInput.extend({
  before: listRoutinesInput.shape.cursor,
});
