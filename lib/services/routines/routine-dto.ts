import type { Routine } from "@/db/queries/routines";
import type { RoutineDto, RoutineSettings } from "@/lib/domain/routine/routine";
import type { RunStatus } from "@/lib/domain/run/run-status";
import { scheduleOf } from "@/lib/domain/schedule/schedule";
import { upcomingSlots } from "@/lib/domain/slots/routine-slots";

const NEXT_SLOTS = 5;

/** A row as it goes out: without the columns of its lease. */
export function toRoutineDto(routine: Routine & { lastStatus?: RunStatus | null }): RoutineDto {
  return {
    id: routine.id,
    workspace_id: routine.workspaceId,
    ...toRoutineSettings(routine),
    next_run_at: routine.nextRunAt.toISOString(),
    next_slots: findNextSlots(routine),
    last_run_at: routine.lastRunAt?.toISOString() ?? null,
    last_status: routine.lastStatus ?? null,
    created_at: routine.createdAt.toISOString(),
    updated_at: routine.updatedAt.toISOString(),
  };
}

/** A schedule that cannot be read has no slots: the scheduler pauses such a routine and says why. */
function findNextSlots(routine: Routine): string[] {
  if (!routine.isActive) return [];
  try {
    const { startsAt, endsAt, nextRunAt } = routine;
    const schedule = { schedule: scheduleOf(routine), startsAt, endsAt };
    return upcomingSlots(schedule, nextRunAt, NEXT_SLOTS).map((slot) => slot.toISOString());
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** The part of a row that a member sets. */
export function toRoutineSettings(routine: Routine): RoutineSettings {
  return {
    name: routine.name,
    kind: routine.kind,
    interval_minutes: routine.intervalMinutes,
    cron_expression: routine.cronExpression,
    timezone: routine.timezone,
    is_active: routine.isActive,
    endpoint_url: routine.endpointUrl,
    http_method: routine.httpMethod,
    headers_json: routine.headersJson,
    body: routine.body,
    auth_mode: routine.authMode,
    secret_ref: routine.secretRef,
    timeout_seconds: routine.timeoutSeconds,
    jitter_seconds: routine.jitterSeconds,
    starts_at: routine.startsAt?.toISOString() ?? null,
    ends_at: routine.endsAt?.toISOString() ?? null,
    max_attempts: routine.maxAttempts,
    misfire_policy: routine.misfirePolicy,
    follow_redirects: routine.followRedirects,
    success_rules: routine.successRules,
    keep_body: routine.keepBody,
    signing_secret_ref: routine.signingSecretRef,
  };
}

/** The columns of settings; when the routine is due is the caller's to compute. */
export function toRoutineColumns(settings: RoutineSettings) {
  return {
    name: settings.name,
    kind: settings.kind,
    intervalMinutes: settings.interval_minutes,
    cronExpression: settings.cron_expression,
    timezone: settings.timezone,
    isActive: settings.is_active,
    endpointUrl: settings.endpoint_url,
    httpMethod: settings.http_method,
    headersJson: settings.headers_json,
    body: settings.body,
    authMode: settings.auth_mode,
    secretRef: settings.secret_ref,
    timeoutSeconds: settings.timeout_seconds,
    jitterSeconds: settings.jitter_seconds,
    startsAt: settings.starts_at === null ? null : new Date(settings.starts_at),
    endsAt: settings.ends_at === null ? null : new Date(settings.ends_at),
    maxAttempts: settings.max_attempts,
    misfirePolicy: settings.misfire_policy,
    followRedirects: settings.follow_redirects,
    successRules: settings.success_rules,
    keepBody: settings.keep_body,
    signingSecretRef: settings.signing_secret_ref,
  };
}
