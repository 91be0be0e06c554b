import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach } from "vitest";
import type { Database } from "@/db/client";
import { replays, replaySlots, routineRuns, routines } from "@/db/schema";
import type { ReplayDto } from "@/lib/domain/replays/replay";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { createReplay } from "@/lib/services/replays/create-replay";
import { getReplay } from "@/lib/services/replays/get-replay";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

/** The length of a routine's interval on the stage. */
const STEP_MINUTES = 10;

/**
 * A workspace, a receiver and routines whose slots are in the past. A letter for each slot, the oldest
 * first: `S`, `F`, `M` (missed, with a row) and `A` (abandoned); `-` has no row of its own, and is counted by
 * the next run.
 */
export function openReplayStage() {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let workspace: TestWorkspace;
  beforeEach(async () => {
    // What the tests before have left under way would be run by the ticks of this one.
    await database.db.delete(replays);
    await database.db.delete(routines);
    receiver = await startReceiver();
    workspace = await createTestWorkspace(database.db);
  });
  afterEach(() => receiver.close());

  const stage = {
    get db(): Database {
      return database.db;
    },
    get url(): string {
      return database.url;
    },
    get receiver() {
      return receiver;
    },
    get workspace() {
      return workspace;
    },
    /** A routine with this past; its next slot is five minutes ahead. */
    async createRoutine(past: string, path = "/ok", input: Record<string, unknown> = {}) {
      const { workspace: owner = workspace, ...settings } = input as { workspace?: TestWorkspace };
      const routine = await owner.createDueRoutine(`${receiver.url}${path}`, -5, settings);
      const firstSlot = new Date(
        routine.nextRunAt.getTime() - past.length * STEP_MINUTES * MINUTE_MS,
      );
      await database.db.execute(sql`
        update ${routines} set created_at = ${new Date(firstSlot.getTime() - MINUTE_MS).toISOString()}
        where id = ${routine.id}`);
      await database.db.execute(sql`
        update routine_events set at = ${new Date(firstSlot.getTime() - MINUTE_MS).toISOString()},
          next_run_at = ${firstSlot.toISOString()}
        where routine_id = ${routine.id}`);
      const slots = Array.from(
        past,
        (_, index) => new Date(firstSlot.getTime() + index * STEP_MINUTES * MINUTE_MS),
      );
      let passedOver = 0;
      for (const [index, letter] of Array.from(past).entries()) {
        const slot = slots[index];
        if (slot === undefined) continue;
        if (letter === "-") {
          passedOver += 1;
          continue;
        }
        const status = ({ S: "SUCCESS", F: "FAIL", M: "MISSED", A: "ABANDONED" } as const)[
          letter as "S" | "F" | "M" | "A"
        ];
        await database.db.insert(routineRuns).values({
          workspaceId: routine.workspaceId,
          routineId: routine.id,
          triggeredBy: "SCHEDULE",
          status,
          scheduledFor: slot,
          missedSlots: passedOver,
          startedAt: slot,
          createdAt: slot,
          finishedAt: slot,
        });
        passedOver = 0;
      }
      return { ...(await owner.readRoutine(routine.id)), slots };
    },
    /** The runs of a routine as `slot number:trigger:status#attempt`, with `~` where they are superseded. */
    async tell(routine: { id: string; slots: readonly Date[] }): Promise<string[]> {
      const runs = await workspace.readRuns(routine.id);
      return runs
        .map((run) => {
          const number = routine.slots.findIndex(
            (slot) => slot.getTime() === run.scheduledFor?.getTime(),
          );
          const missed = run.missedSlots > 0 ? `+${run.missedSlots}` : "";
          const mark = run.supersededBy === null ? "" : "~";
          return `${number}:${run.triggeredBy}:${run.status}#${run.attempt}${missed}${mark}`;
        })
        .sort();
    },
    /** The window of all slots of a routine. */
    windowOf: ({ slots }: { slots: readonly Date[] }) => ({
      from: slots[0]?.toISOString(),
      to: new Date((slots.at(-1)?.getTime() ?? 0) + MINUTE_MS).toISOString(),
    }),
    /** A replay of all that isn't a success, at the slowest pace: a slot starts where it is skipped. */
    replay(
      routine: { id: string; slots: readonly Date[] },
      input: Record<string, unknown> = {},
    ): Promise<ReplayDto> {
      const body = { ...stage.windowOf(routine), pace: 1, ...input };
      return createReplay(workspace.context, body, routine.id);
    },
    /** Lets the next slot of every replay start at once. */
    async skipPace(): Promise<void> {
      await database.db.update(replays).set({ nextAt: sql`now()` });
    },
    async stateOf(id: string) {
      const { state, progress, slots } = await getReplay(workspace.context, id);
      return { state, progress, slots: slots.map((slot) => slot.state) };
    },
    readSlots: (id: string) =>
      database.db.select().from(replaySlots).where(eq(replaySlots.replayId, id)),
  };
  return stage;
}
