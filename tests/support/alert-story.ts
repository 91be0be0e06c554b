import { randomUUID } from "node:crypto";
import { and, desc, eq } from "drizzle-orm";
import { incidents } from "@/db/schema";
import { decideSignals } from "@/lib/services/incidents/decide-signals";
import { insertRun, type Row } from "@/tests/support/rows";
import type { TestWorkspace } from "@/tests/support/test-workspace";

/** Runs of a workspace's routines, a minute apart and ending now, with their incidents decided on. */
export class AlertStory {
  readonly #startMs = Math.floor(Date.now() / 60_000) * 60_000 - 1_000 * 60_000;
  #minutes = 0;

  constructor(readonly workspace: TestWorkspace) {}

  /** The time of the newest run. */
  get now(): Date {
    return new Date(this.#startMs + this.#minutes * 60_000);
  }

  /** Records a run for each letter: `S` a success, `F` a failure; then decides on them. */
  async run(routineId: string, letters: string, row: Row = {}): Promise<void> {
    const { db, workspaceId } = this.workspace.context;
    for (const letter of letters) {
      this.#minutes += 1;
      const at = this.now.toISOString();
      const outcome: Row =
        letter === "F" ? { status: "FAIL", error_code: "HTTP_STATUS", http_status: 503 } : {};
      await db.execute(
        insertRun(
          { workspaceId, routineId },
          {
            ...{ id: randomUUID(), scheduled_for: at, created_at: at, started_at: at },
            ...{ finished_at: at, duration_ms: 100, ...outcome, ...row },
          },
        ),
      );
    }
    while ((await decideSignals(db, { limit: 500 })).decided > 0);
  }

  /** The id of the routine's newest incident. */
  async newestIncident(routineId: string): Promise<string> {
    const { db, workspaceId } = this.workspace.context;
    const [incident] = await db
      .select({ id: incidents.id })
      .from(incidents)
      .where(and(eq(incidents.workspaceId, workspaceId), eq(incidents.routineId, routineId)))
      .orderBy(desc(incidents.openedAt))
      .limit(1);
    if (incident === undefined) throw new Error("The routine has no incident.");
    return incident.id;
  }

  /** An incident of a new routine that failed twice. */
  async open(
    input: Record<string, unknown> = {},
    letters = "SFF",
  ): Promise<{ routineId: string; id: string }> {
    const routineId = await this.workspace.addRoutine(input);
    await this.run(routineId, letters);
    return { routineId, id: await this.newestIncident(routineId) };
  }
}
