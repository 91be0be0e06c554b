import type { Routine } from "@/db/queries/routines";
import type { RoutineDto, RoutineSettings } from "@/lib/domain/routine";
import type { RunStatus } from "@/lib/domain/run";

/** A row as it goes out: without the columns of its lease. */
export function toRoutineDto(routine: Routine & { lastStatus?: RunStatus | null }): RoutineDto {
  return {
    id: routine.id,
    workspace_id: routine.workspaceId,
    ...toRoutineSettings(routine),
    next_run_at: routine.nextRunAt.toISOString(),
    last_run_at: routine.lastRunAt?.toISOString() ?? null,
    last_status: routine.lastStatus ?? null,
    created_at: routine.createdAt.toISOString(),
    updated_at: routine.updatedAt.toISOString(),
  };
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
    misfire_policy: routine.misfirePolicy,
  };
}

/** The columns of settings; `next_run_at` is the caller's to compute. */
export function toRoutineValues(settings: RoutineSettings, nextRunAt: Date) {
  return {
    name: settings.name,
    kind: settings.kind,
    intervalMinutes: settings.interval_minutes,
    cronExpression: settings.cron_expression,
    timezone: settings.timezone,
    nextRunAt,
    isActive: settings.is_active,
    endpointUrl: settings.endpoint_url,
    httpMethod: settings.http_method,
    headersJson: settings.headers_json,
    body: settings.body,
    authMode: settings.auth_mode,
    secretRef: settings.secret_ref,
    timeoutSeconds: settings.timeout_seconds,
    misfirePolicy: settings.misfire_policy,
  };
}
