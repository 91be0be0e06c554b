import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NotFoundError } from "@/lib/domain/errors";
import { compareRun } from "@/lib/services/runs/compare-run";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

describe("a run beside the last good one", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());

  test("is compared with the newest success before it", async () => {
    const workspace = await createTestWorkspace(database.db);
    const id = await workspace.addRoutine({ endpoint_url: `${receiver.url}/ok` });
    const first = await runRoutineNow(workspace.context, id);
    const second = await runRoutineNow(workspace.context, id);
    expect(await compareRun(workspace.context, first.id)).toMatchObject({
      run: { id: first.id },
      last_good: null,
      body_diff: [],
    });
    expect(await compareRun(workspace.context, second.id)).toMatchObject({
      run: { id: second.id },
      last_good: { id: first.id },
    });
    const stranger = await createTestWorkspace(database.db);
    for (const runId of [first.id, "x"]) {
      await expect(compareRun(stranger.context, runId)).rejects.toThrow(NotFoundError);
    }
  });
});
