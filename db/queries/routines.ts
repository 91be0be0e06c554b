import { and, asc, desc, eq, gt, ilike, lt, or, sql, type SQL } from "drizzle-orm";
import type { Transaction } from "@/db/client";
import { routineRuns, routines } from "@/db/schema";
import type { RoutineKind, RoutineSort } from "@/lib/domain/routine";
import type { RunStatus } from "@/lib/domain/run";
import { dueAtOf } from "@/lib/domain/spread";

export type Routine = typeof routines.$inferSelect;
export type RoutineWithStatus = Routine & { lastStatus: RunStatus | null };

/** The columns that a member may write. */
export type RoutineValues = Pick<
  typeof routines.$inferInsert,
  | "name"
  | "kind"
  | "intervalMinutes"
  | "cronExpression"
  | "timezone"
  | "nextRunAt"
  | "isActive"
  | "endpointUrl"
  | "httpMethod"
  | "headersJson"
  | "body"
  | "authMode"
  | "secretRef"
  | "timeoutSeconds"
  | "jitterSeconds"
  | "startsAt"
  | "endsAt"
  | "maxAttempts"
  | "misfirePolicy"
  | "followRedirects"
  | "successRules"
  | "keepBody"
  | "signingSecretRef"
> & { jitterSeconds: number };

// The outer column is written out: in a selection Drizzle leaves the table's name away, and the inner
// table has an id too.
const lastStatus = sql<RunStatus | null>`(
  select o.status from ${routineRuns} as o
  where o.routine_id = ${routines}.id order by o.created_at desc limit 1
)`;

const withStatus = { routine: routines, lastStatus };

const flatten = (row: { routine: Routine; lastStatus: RunStatus | null }): RoutineWithStatus => ({
  ...row.routine,
  lastStatus: row.lastStatus,
});

/** Null where the workspace has no such routine. With `lock` it is held until the transaction ends. */
export async function findRoutine(
  tx: Transaction,
  workspaceId: string,
  id: string,
  options: { lock?: boolean } = {},
): Promise<RoutineWithStatus | null> {
  const query = tx
    .select(withStatus)
    .from(routines)
    .where(and(eq(routines.workspaceId, workspaceId), eq(routines.id, id)));
  const [row] = await (options.lock === true ? query.for("update", { of: routines }) : query);
  return row === undefined ? null : flatten(row);
}

export async function insertRoutine(
  tx: Transaction,
  workspaceId: string,
  values: RoutineValues,
): Promise<Routine> {
  // Named one by one: the columns of the lease are not a member's to write, not even as defaults.
  const columns = {
    workspace_id: workspaceId,
    name: values.name,
    kind: values.kind,
    interval_minutes: values.intervalMinutes ?? null,
    cron_expression: values.cronExpression ?? null,
    timezone: values.timezone,
    next_run_at: values.nextRunAt.toISOString(),
    is_active: values.isActive,
    endpoint_url: values.endpointUrl,
    http_method: values.httpMethod,
    headers_json: JSON.stringify(values.headersJson),
    body: values.body ?? null,
    auth_mode: values.authMode,
    secret_ref: values.secretRef ?? null,
    timeout_seconds: values.timeoutSeconds,
    jitter_seconds: values.jitterSeconds,
    starts_at: values.startsAt?.toISOString() ?? null,
    ends_at: values.endsAt?.toISOString() ?? null,
    max_attempts: values.maxAttempts,
    misfire_policy: values.misfirePolicy,
    follow_redirects: values.followRedirects,
    success_rules: JSON.stringify(values.successRules ?? []),
    keep_body: values.keepBody,
    signing_secret_ref: values.signingSecretRef ?? null,
  };
  const names = sql.join(
    Object.keys(columns).map((name) => sql.identifier(name)),
    sql`, `,
  );
  const placeholders = sql.join(
    Object.values(columns).map((value) => sql`${value}`),
    sql`, `,
  );
  const [created] = await tx.execute<{ id: string }>(
    sql`insert into ${routines} (${names}) values (${placeholders}) returning id`,
  );
  if (created !== undefined) {
    // When it starts depends on its id, which the database gives.
    const dueAt = dueAtOf({ ...values, id: created.id }, values.nextRunAt);
    if (dueAt !== null) await tx.update(routines).set({ dueAt }).where(eq(routines.id, created.id));
  }
  const routine = created && (await findRoutine(tx, workspaceId, created.id));
  if (!routine) throw new Error("The new routine is not visible to its creator.");
  return routine;
}

export async function updateRoutineValues(
  tx: Transaction,
  workspaceId: string,
  id: string,
  values: RoutineValues & { dueAt: Date | null },
): Promise<void> {
  await tx
    .update(routines)
    .set({ ...values, updatedAt: sql`now()` })
    .where(and(eq(routines.workspaceId, workspaceId), eq(routines.id, id)));
}

/** Deletes a routine with its runs. False where the workspace has no such routine. */
export async function removeRoutine(
  tx: Transaction,
  workspaceId: string,
  id: string,
): Promise<boolean> {
  const removed = await tx
    .delete(routines)
    .where(and(eq(routines.workspaceId, workspaceId), eq(routines.id, id)))
    .returning({ id: routines.id });
  return removed.length > 0;
}

/** Where a page of a list begins: after the row with this sort value and id. */
export type Keyset = { value: string; id: string };

const sortColumns = {
  name: routines.name,
  created_at: routines.createdAt,
  next_run_at: routines.nextRunAt,
} as const;

/** `%` and `_` stand for themselves in a search. */
const escapeLike = (text: string) => text.replace(/[\\%_]/g, (character) => `\\${character}`);

/** Up to `limit` routines in the order of `sort`, ties broken by id, after `after`. */
export async function findRoutines(
  tx: Transaction,
  workspaceId: string,
  options: {
    limit: number;
    sort: RoutineSort;
    after?: Keyset | undefined;
    q?: string | undefined;
    kind?: RoutineKind | undefined;
    isActive?: boolean | undefined;
    lastStatus?: RunStatus | undefined;
  },
): Promise<RoutineWithStatus[]> {
  const descending = options.sort.startsWith("-");
  const column = sortColumns[options.sort.replace("-", "") as keyof typeof sortColumns];
  const beyond = descending ? lt : gt;
  const order = descending ? desc : asc;
  const conditions: (SQL | undefined)[] = [eq(routines.workspaceId, workspaceId)];
  if (options.after !== undefined) {
    const value = column === routines.name ? options.after.value : new Date(options.after.value);
    conditions.push(
      or(beyond(column, value), and(eq(column, value), beyond(routines.id, options.after.id))),
    );
  }
  if (options.q !== undefined && options.q !== "") {
    const pattern = `%${escapeLike(options.q)}%`;
    conditions.push(or(ilike(routines.name, pattern), ilike(routines.endpointUrl, pattern)));
  }
  if (options.kind !== undefined) conditions.push(eq(routines.kind, options.kind));
  if (options.isActive !== undefined) conditions.push(eq(routines.isActive, options.isActive));
  if (options.lastStatus !== undefined) conditions.push(eq(lastStatus, options.lastStatus));
  const rows = await tx
    .select(withStatus)
    .from(routines)
    .where(and(...conditions))
    .orderBy(order(column), order(routines.id))
    .limit(options.limit);
  return rows.map(flatten);
}
