/**
 * What a routine can be set to, and what a list of routines can ask for. Apart from the schemas that
 * check it, so that a screen that only offers the choices does not bring those along.
 */
import { runStatuses, type RunStatus } from "@/lib/domain/run/run-status";

export const routineKinds = ["PING", "WEBHOOK", "CHECK"] as const;
export type RoutineKind = (typeof routineKinds)[number];

export const httpMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
export type HttpMethod = (typeof httpMethods)[number];

export const authModes = ["NONE", "SECRET_REF"] as const;
export type AuthMode = (typeof authModes)[number];

/** What happens to slots that passed while nobody ticked: run the latest, or skip them all. */
export const misfirePolicies = ["FIRE_ONCE", "SKIP"] as const;
export type MisfirePolicy = (typeof misfirePolicies)[number];

/** Of which runs the body of the answer is kept. */
export const bodyPolicies = ["ON_FAILURE", "ALWAYS"] as const;
export type BodyPolicy = (typeof bodyPolicies)[number];

export const MAX_INTERVAL_MINUTES = 525_600;
export const MAX_JITTER_SECONDS = 3_600;
export const MAX_BODY_CHARACTERS = 65_536;

/** Limits that the operator of an instance sets. */
export type RoutineLimits = {
  minIntervalMinutes: number;
  maxTimeoutSeconds: number;
  defaultTimeoutSeconds: number;
};

/** Routines that one change may concern. */
export const MAX_CHANGED_ROUTINES = 5_000;

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

/** Whether a routine runs, waits to be resumed, or has passed its end date. */
export const routineStates = ["active", "paused", "ended"] as const;
export type RoutineState = (typeof routineStates)[number];

/**
 * What a list can ask for: a status of the latest run; with DEGRADED, that the latest run that has ended
 * was a success that was too slow; with FAILING, that the latest of the runs that succeeded or failed has
 * failed.
 */
export const routineOutcomes = [...runStatuses, "DEGRADED", "FAILING"] as const;
export type RoutineOutcome = (typeof routineOutcomes)[number];

/** How the newest run that has ended came out. DEGRADED is a success that was too slow. */
export type LastOutcome = Exclude<RunStatus, "RUNNING"> | "DEGRADED";

/** What the newest of the runs that succeeded or failed says. */
export type RoutineHealth = "GOOD" | "DEGRADED" | "FAILING";

/** Methods whose requests carry no body (RFC 9110, sections 9.3.1 and 9.3.2). */
const bodilessMethods: readonly HttpMethod[] = ["GET", "HEAD"];
export const carriesBody = (method: HttpMethod) => !bodilessMethods.includes(method);
