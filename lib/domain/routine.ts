import { z } from "zod";
import type { FieldProblem } from "@/lib/domain/errors";
import { describeProblem, toFieldProblems, type RuleProblem } from "@/lib/domain/field-problems";
import { checkHeaders } from "@/lib/domain/header-policy";
import { pageLimit, runStatuses, type RunStatus } from "@/lib/domain/run";
import { checkCronExpression, isTimezone, type Schedule } from "@/lib/domain/schedule";

export const routineKinds = ["PING", "WEBHOOK", "CHECK"] as const;
export type RoutineKind = (typeof routineKinds)[number];

export const httpMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
export type HttpMethod = (typeof httpMethods)[number];

export const authModes = ["NONE", "SECRET_REF"] as const;
export type AuthMode = (typeof authModes)[number];

/** What happens to slots that passed while nobody ticked: run the latest, or skip them all. */
export const misfirePolicies = ["FIRE_ONCE", "SKIP"] as const;
export type MisfirePolicy = (typeof misfirePolicies)[number];

export const MAX_INTERVAL_MINUTES = 525_600;
export const MAX_BODY_CHARACTERS = 65_536;

/** Limits that the operator of an instance sets. */
export type RoutineLimits = {
  minIntervalMinutes: number;
  maxTimeoutSeconds: number;
  defaultTimeoutSeconds: number;
};

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
  misfire_policy: MisfirePolicy;
  created_at: string;
  updated_at: string;
};

/** The columns that say when a routine is due, as a schedule. */
export function scheduleOf(routine: {
  intervalMinutes: number | null;
  cronExpression: string | null;
  timezone: string;
}): Schedule {
  if (routine.intervalMinutes !== null) {
    return { kind: "interval", intervalMinutes: routine.intervalMinutes };
  }
  if (routine.cronExpression !== null) {
    return { kind: "cron", expression: routine.cronExpression, timezone: routine.timezone };
  }
  throw new RangeError("A routine has neither an interval nor a cron expression.");
}

const shape = {
  name: z
    .string({ error: "name_required" })
    .trim()
    .min(1, { error: "name_required" })
    .max(120, { error: "name_too_long" }),
  kind: z.enum(routineKinds, { error: "kind_unknown" }),
  endpoint_url: z.string({ error: "url_required" }).min(1, { error: "url_required" }),
  http_method: z.enum(httpMethods, { error: "method_unknown" }),
  headers_json: z.record(z.string(), z.string({ error: "header_value_not_text" }), {
    error: "headers_not_an_object",
  }),
  body: z
    .string({ error: "body_not_text" })
    .max(MAX_BODY_CHARACTERS, { error: "body_too_long" })
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
  misfire_policy: z.enum(misfirePolicies, { error: "misfire_policy_unknown" }),
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
  misfire_policy: shape.misfire_policy.default("FIRE_ONCE"),
});
export type CreateRoutineInput = z.input<typeof createRoutineShape>;

/** What a caller may send to change a routine: any of the settings. */
const updateRoutineShape = complete.partial();
export type UpdateRoutineInput = z.input<typeof updateRoutineShape>;

/** Methods whose requests carry no body (RFC 9110, sections 9.3.1 and 9.3.2). */
const bodilessMethods: readonly HttpMethod[] = ["GET", "HEAD"];

/** The rules that concern more than one field, or that an operator may tighten. */
function findRuleProblems(settings: RoutineSettings, limits: RoutineLimits): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const { interval_minutes, cron_expression } = settings;
  if (interval_minutes === null && cron_expression === null) {
    problems.push({ path: "interval_minutes", code: "schedule_required" });
  } else if (interval_minutes !== null && cron_expression !== null) {
    problems.push({ path: "cron_expression", code: "schedule_twice" });
  } else if (interval_minutes !== null) {
    if (interval_minutes < limits.minIntervalMinutes) {
      problems.push({
        path: "interval_minutes",
        code: "interval_too_short",
        params: { minutes: limits.minIntervalMinutes },
      });
    }
  } else if (cron_expression !== null && isTimezone(settings.timezone)) {
    const cron = checkCronExpression(cron_expression, settings.timezone, limits.minIntervalMinutes);
    if (!cron.ok) {
      problems.push({
        path: cron.code === "timezone_unknown" ? "timezone" : "cron_expression",
        code: cron.code,
        message: cron.message,
        ...(cron.params && { params: cron.params }),
      });
    }
  }
  if (settings.timeout_seconds < 1 || settings.timeout_seconds > limits.maxTimeoutSeconds) {
    problems.push({
      path: "timeout_seconds",
      code: "timeout_out_of_range",
      params: { max: limits.maxTimeoutSeconds },
    });
  }
  if (settings.body !== null && bodilessMethods.includes(settings.http_method)) {
    problems.push({
      path: "body",
      code: "body_without_meaning",
      params: { method: settings.http_method },
    });
  }
  if (settings.auth_mode === "SECRET_REF" && settings.secret_ref === null) {
    problems.push({ path: "secret_ref", code: "secret_required" });
  }
  if (settings.auth_mode === "NONE" && settings.secret_ref !== null) {
    problems.push({ path: "secret_ref", code: "secret_without_mode" });
  }
  for (const { name, reason } of checkHeaders(settings.headers_json)) {
    problems.push({
      path: name === "" ? "headers_json" : `headers_json.${name}`,
      code: "header_refused",
      message: reason,
    });
  }
  return problems;
}

export type Checked<Value> = { ok: true; value: Value } | { ok: false; problems: FieldProblem[] };

function checkRules(settings: RoutineSettings, limits: RoutineLimits): Checked<RoutineSettings> {
  const problems = findRuleProblems(settings, limits).map(describeProblem);
  return problems.length === 0 ? { ok: true, value: settings } : { ok: false, problems };
}

/** The settings of a new routine, with defaults filled in, or every problem at its field. */
export function checkCreateRoutine(
  input: unknown,
  limits: RoutineLimits,
): Checked<RoutineSettings> {
  const parsed = createRoutineShape.safeParse(input);
  if (!parsed.success) return { ok: false, problems: toFieldProblems(parsed.error) };
  return checkRules(
    {
      ...parsed.data,
      timeout_seconds: parsed.data.timeout_seconds ?? limits.defaultTimeoutSeconds,
    },
    limits,
  );
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
  const parsed = updateRoutineShape.safeParse(input);
  if (!parsed.success) return { ok: false, problems: toFieldProblems(parsed.error) };
  const change = Object.fromEntries(
    Object.entries(parsed.data).filter(([, value]) => value !== undefined),
  );
  const isSet = (field: string) => change[field] !== undefined && change[field] !== null;
  if (isSet("interval_minutes") && !("cron_expression" in change)) change.cron_expression = null;
  if (isSet("cron_expression") && !("interval_minutes" in change)) change.interval_minutes = null;
  if (change.auth_mode === "NONE" && !("secret_ref" in change)) change.secret_ref = null;
  return checkRules(complete.parse({ ...current, ...change }), limits);
}

export const routineSorts = [
  "name",
  "-name",
  "created_at",
  "-created_at",
  "next_run_at",
  "-next_run_at",
] as const;
export type RoutineSort = (typeof routineSorts)[number];

const flag = z
  .enum(["true", "false"], { error: "is_active_not_boolean" })
  .transform((text) => text === "true");

export const listRoutinesInput = z.strictObject({
  limit: pageLimit,
  cursor: z.string().max(500, { error: "cursor_invalid" }).optional(),
  q: z.string().trim().max(200, { error: "query_too_long" }).optional(),
  kind: shape.kind.optional(),
  is_active: flag.optional(),
  last_status: z.enum(runStatuses, { error: "run_status_unknown" }).optional(),
  sort: z.enum(routineSorts, { error: "sort_unknown" }).default("-created_at"),
});
export type ListRoutinesInput = z.infer<typeof listRoutinesInput>;
