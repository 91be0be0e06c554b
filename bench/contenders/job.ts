import postgres from "postgres";
import type { Pool } from "undici";
import { z } from "zod";
import { HOUR_MS } from "@/lib/domain/time-units";

/** The payload of a job, for one run. */
export const jobPayload = z.object({
  workspaceId: z.string(),
  routineId: z.string(),
  path: z.string(),
  slot: z.string(),
});

export type JobPayload = z.infer<typeof jobPayload>;

/** A plain pool with named prepared statements, the fastest that the driver has. */
export const openHistory = (url: string) => postgres(url, { max: 10 });

export type JobOptions = {
  endpoint: Pool;
  history: postgres.Sql;
  dueAtMs: number;
  /** Whether to do all that the tick does, and not only the request and its finished row. */
  isSameWork: boolean;
  /** Enqueues the next occurrence of a job. */
  enqueue: (payload: JobPayload, runAt: Date) => Promise<unknown>;
};

/**
 * The job as a user of a queue would write it: the request, then its row in the history. With
 * `isSameWork` the run is put in flight before the request is sent, as OpsPulse does, and the next
 * occurrence is enqueued.
 */
export async function runJob(payload: JobPayload, options: JobOptions): Promise<void> {
  const { history, isSameWork } = options;
  const startedAt = new Date();
  const runId = crypto.randomUUID();
  const lagMs = Math.max(0, startedAt.getTime() - options.dueAtMs);
  if (isSameWork) {
    await history`
      insert into runs_in_flight (
        id, workspace_id, routine_id, triggered_by, scheduled_for, lag_ms, worker_id, lease_token,
        started_at
      ) values (
        ${runId}, ${payload.workspaceId}, ${payload.routineId}, 'SCHEDULE', ${payload.slot},
        ${lagMs}, 'bench', 1, ${startedAt}
      )`;
  }
  const { statusCode, body } = await options.endpoint.request({
    path: payload.path,
    method: "GET",
  });
  await body.dump();
  const durationMs = Date.now() - startedAt.getTime();
  if (!isSameWork) {
    await history`
      insert into routine_runs (
        id, workspace_id, routine_id, triggered_by, status, http_status, duration_ms,
        scheduled_for, lag_ms, worker_id, started_at, finished_at
      ) values (
        ${runId}, ${payload.workspaceId}, ${payload.routineId}, 'SCHEDULE', 'SUCCESS',
        ${statusCode}, ${durationMs}, ${payload.slot}, ${lagMs}, 'bench', ${startedAt}, now()
      )`;
    return;
  }
  await history`
    with ended as (
      delete from runs_in_flight
      where workspace_id = ${payload.workspaceId} and routine_id = ${payload.routineId}
        and id = ${runId}
      returning *
    )
    insert into routine_runs (
      id, workspace_id, routine_id, triggered_by, status, http_status, duration_ms, scheduled_for,
      lag_ms, worker_id, lease_token, started_at, created_at, finished_at
    )
    select id, workspace_id, routine_id, triggered_by, 'SUCCESS', ${statusCode}, ${durationMs},
      scheduled_for, lag_ms, worker_id, lease_token, started_at, created_at, now()
    from ended`;
  const next = new Date(new Date(payload.slot).getTime() + HOUR_MS);
  await options.enqueue({ ...payload, slot: next.toISOString() }, next);
}

/** Resolves at the `count`th call of `done`. */
export function countDown(count: number): { done: () => void; all: Promise<unknown> } {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  let left = count;
  return {
    done: () => {
      left -= 1;
      if (left === 0) resolve(null);
    },
    all: promise,
  };
}
