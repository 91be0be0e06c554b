import { runStatuses, type RunStatus } from "@/lib/domain/run/run-status";

/**
 * The choices and limits of a routine's settings, and of a list of routines. Apart from the schemas that
 * check them, so that a screen that only offers the choices does not load the schemas.
 */

export const routineKinds = ["PING", "WEBHOOK", "CHECK"] as const;
export type RoutineKind = (typeof routineKinds)[number];

export const httpMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
export type HttpMethod = (typeof httpMethods)[number];

export const authModes = ["NONE", "SECRET_REF"] as const;
export type AuthMode = (typeof authModes)[number];

/** What happens to slots that passed while nobody ticked: run the latest, or skip them all. */
export const misfirePolicies = ["FIRE_ONCE", "SKIP"] as const;
export type MisfirePolicy = (typeof misfirePolicies)[number];

/**
 * What happens to a time of day that the clock skips when it is put forward: no run, or a run in the
 * first minute after the gap.
 */
export const gapPolicies = ["SKIP", "RUN_AFTER_GAP"] as const;
export type GapPolicy = (typeof gapPolicies)[number];

/** The runs whose response body is kept. */
export const bodyPolicies = ["ON_FAILURE", "ALWAYS"] as const;
export type BodyPolicy = (typeof bodyPolicies)[number];

export const MAX_NAME_CHARACTERS = 120;
export const MAX_URL_BYTES = 2_048;
export const MAX_BODY_CHARACTERS = 65_536;
/** A year. */
export const MAX_INTERVAL_MINUTES = 525_600;
/** A routine's key: its owner's own name for it, such as `team-a/backup`. */
export const MAX_KEY_CHARACTERS = 200;
export const KEY_PATTERN = "^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$";

export const MAX_CRON_CHARACTERS = 200;
export const MAX_JITTER_SECONDS = 3_600;
/** The longest timeout that the operator of an instance can allow. */
export const MAX_TIMEOUT_SECONDS = 30;
export const MAX_ATTEMPTS = 5;

/**
 * The settings that make up a routine's request and the judgement of its response. A test of a request
 * reads these and no others.
 */
export const requestSettings = [
  "kind",
  "endpoint_url",
  "http_method",
  "headers_json",
  "body",
  "fill_values",
  "auth_mode",
  "secret_ref",
  "signing_secret_ref",
  "timeout_seconds",
  "follow_redirects",
  "success_rules",
] as const;

/** Limits that the operator of an instance sets. */
export type RoutineLimits = {
  minIntervalMinutes: number;
  maxTimeoutSeconds: number;
  defaultTimeoutSeconds: number;
};

/** Routines that one bulk change may concern. */
export const MAX_CHANGED_ROUTINES = 5_000;

/** Rows of a page of a list, and characters of what is searched for in it. */
export const MAX_PAGE_ROWS = 200;
export const MAX_QUERY_CHARACTERS = 200;

export const routineSorts = [
  "name",
  "-name",
  "created_at",
  "-created_at",
  "next_run_at",
  "-next_run_at",
  "last_run_at",
  "-last_run_at",
  "outcome",
  "-outcome",
] as const;
/** `outcome` puts what fails first: by the latest run that has ended, then by name. */
export type RoutineSort = (typeof routineSorts)[number];

/** A routine runs, waits to be resumed, or has passed its end date. */
export const routineStates = ["active", "paused", "ended"] as const;
export type RoutineState = (typeof routineStates)[number];

/**
 * The outcomes that a list can ask for: the status of the latest run; DEGRADED, where the latest run that
 * has ended was a success that was too slow; FAILING, where the latest of the runs that succeeded or
 * failed has failed.
 */
export const routineOutcomes = [...runStatuses, "DEGRADED", "FAILING"] as const;
export type RoutineOutcome = (typeof routineOutcomes)[number];

/** The outcome of the newest run that has ended. DEGRADED is a success that was too slow. */
export type LastOutcome = Exclude<RunStatus, "RUNNING"> | "DEGRADED";

/** The health of a routine, from the newest of its runs that succeeded or failed. */
export type RoutineHealth = "GOOD" | "DEGRADED" | "FAILING";

/** Methods whose requests carry no body (RFC 9110, sections 9.3.1 and 9.3.2). */
const bodilessMethods: readonly HttpMethod[] = ["GET", "HEAD"];
export const carriesBody = (method: HttpMethod) => !bodilessMethods.includes(method);
