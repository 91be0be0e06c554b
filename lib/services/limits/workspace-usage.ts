import type { Transaction } from "@/db/client";
import {
  lockWorkspaceUsage,
  readWorkspaceUsage,
  type ScheduleCount,
} from "@/db/queries/workspace-usage";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem } from "@/lib/domain/field-problems";
import type { WorkspaceUsageDto } from "@/lib/domain/limits/workspace-limits";
import { plannedRunsPerDay } from "@/lib/domain/schedule/planned-runs";
import { asActor, type ServiceContext } from "@/lib/services/context";

type PlannedRoutine = Omit<ScheduleCount, "count"> & { isActive: boolean };

/** The runs a day that a routine plans; none while it is paused. */
function plannedBy({ isActive, intervalMinutes, cronExpression }: PlannedRoutine): number {
  if (!isActive) return 0;
  if (intervalMinutes !== null) return plannedRunsPerDay({ kind: "interval", intervalMinutes });
  if (cronExpression === null) return plannedRunsPerDay({ kind: "once" });
  return plannedRunsPerDay({ kind: "cron", expression: cronExpression });
}

const plannedByAll = (schedules: readonly ScheduleCount[]) =>
  schedules.reduce(
    (sum, { count, ...schedule }) => sum + count * plannedBy({ ...schedule, isActive: true }),
    0,
  );

/**
 * What a workspace has left, in a transaction that adds routines to it or changes them. Until the
 * transaction ends, others that ask for the same wait.
 */
export class WorkspaceRoom {
  readonly #limits: ServiceContext["workspaceLimits"];
  #routines: number;
  #runsPerDay: number;

  private constructor(
    limits: ServiceContext["workspaceLimits"],
    used: { routines: number; runsPerDay: number },
  ) {
    this.#limits = limits;
    this.#routines = used.routines;
    this.#runsPerDay = used.runsPerDay;
  }

  /** Without `lock` others don't wait, and what is found may be out of date: for a plan. */
  static async read(
    tx: Transaction,
    { workspaceId, workspaceLimits }: Pick<ServiceContext, "workspaceId" | "workspaceLimits">,
    { lock = true }: { lock?: boolean } = {},
  ): Promise<WorkspaceRoom> {
    if (lock) await lockWorkspaceUsage(tx, workspaceId);
    const { routines, schedules } = await readWorkspaceUsage(tx, workspaceId);
    return new WorkspaceRoom(workspaceLimits, { routines, runsPerDay: plannedByAll(schedules) });
  }

  /** @throws {ValidationError} where the workspace has as many routines as it may. */
  addRoutine(): void {
    const { routines: max } = this.#limits;
    if (this.#routines >= max) {
      const params = { used: this.#routines, max };
      throw new ValidationError([describeProblem({ path: "", code: "routines_too_many", params })]);
    }
    this.#routines += 1;
  }

  /** @throws {ValidationError} where the workspace may not have so many more routines. */
  addRoutines(wanted: number): void {
    const { routines: max } = this.#limits;
    if (wanted > 0 && this.#routines + wanted > max) {
      const params = { count: wanted, used: this.#routines, max };
      throw new ValidationError([
        describeProblem({ path: "", code: "import_routines_too_many", params }),
      ]);
    }
    this.#routines += wanted;
  }

  /** Counts what a routine that is deleted leaves to others. */
  removeRoutine(routine: PlannedRoutine): void {
    this.#routines -= 1;
    this.#runsPerDay -= plannedBy(routine);
  }

  /**
   * Counts the runs of a routine as it becomes; `before` is null for a new one. A change that plans no
   * more runs than before is never refused.
   * @throws {ValidationError} at its schedule where the workspace would plan more than it may.
   */
  planRuns(before: PlannedRoutine | null, after: PlannedRoutine): void {
    const more = plannedBy(after) - (before === null ? 0 : plannedBy(before));
    const { runsPerDay: max } = this.#limits;
    const planned = Math.ceil(this.#runsPerDay + more);
    if (more > 0 && planned > max) {
      const path =
        after.intervalMinutes !== null
          ? "interval_minutes"
          : after.cronExpression !== null
            ? "cron_expression"
            : "run_at";
      const params = { planned, max };
      throw new ValidationError([describeProblem({ path, code: "runs_too_many", params })]);
    }
    this.#runsPerDay += more;
  }
}

/** Whether a change may plan more runs than before, so that the workspace's room must be read. */
export const plansMore = (before: PlannedRoutine, after: PlannedRoutine): boolean =>
  plannedBy(after) > plannedBy(before);

/** What the workspace of the context has, and what it may have. */
export async function getWorkspaceUsage(context: ServiceContext): Promise<WorkspaceUsageDto> {
  const { workspaceId, workspaceLimits } = context;
  const usage = await asActor(context, (tx) => readWorkspaceUsage(tx, workspaceId));
  return {
    routines: { used: usage.routines, max: workspaceLimits.routines },
    members: { used: usage.members, max: workspaceLimits.members },
    runs_per_day: {
      used: Math.ceil(plannedByAll(usage.schedules)),
      max: workspaceLimits.runsPerDay,
    },
  };
}
