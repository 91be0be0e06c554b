import { describe, expect, test } from "vitest";
import { getRun } from "@/lib/services/runs/get-run";
import { listPulses } from "@/lib/services/runs/list-pulses";
import { listRuns } from "@/lib/services/runs/list-runs";
import { listStrips } from "@/lib/services/runs/list-strips";
import { insertRun, type Row } from "@/tests/support/rows";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

const minute = (number: number) => `2026-01-31T09:0${number}:00.000Z`;

const evidence: Row = {
  redirects_json: JSON.stringify([{ url: "https://example.com/", status: 301 }]),
  response_headers_json: JSON.stringify({ server: "example" }),
  response_body: "a body",
};

describe("the history of a routine", () => {
  const database = openSuiteDatabase();

  async function addHistory() {
    const workspace = await createTestWorkspace(database.db);
    const { context } = workspace;
    const routineId = await workspace.addRoutine({ name: "a" });
    const otherId = await workspace.addRoutine({ name: "b" });
    const run = async (number: number, columns: Row = {}) => {
      const at = minute(number);
      const row = { created_at: at, scheduled_for: at, ...columns };
      const of = { workspaceId: context.workspaceId, routineId };
      await database.db.execute(insertRun(of, row));
    };
    await run(1);
    await run(2, { status: "FAIL", error_code: "TIMEOUT", lag_ms: 7 });
    await run(3, { is_degraded: true, duration_ms: 9, in_maintenance: true, ...evidence });
    return { context, routineId, otherId };
  }

  test("a strip has the newest runs, oldest first, with only what it draws of them", async () => {
    const { context, routineId, otherId } = await addHistory();
    const strips = await listStrips(context, [routineId, otherId], 2);
    expect(strips[otherId]).toEqual([]);
    expect(strips[routineId]?.map(({ id, ...drawn }) => drawn)).toEqual([
      { status: "FAIL", is_degraded: false, in_maintenance: false, duration_ms: null },
      { status: "SUCCESS", is_degraded: true, in_maintenance: true, duration_ms: 9 },
    ]);
  });

  test("a pulse has the newest runs, oldest first, with their times", async () => {
    const { context, routineId, otherId } = await addHistory();
    const pulses = await listPulses(context, [routineId, otherId], 2);
    expect(pulses[otherId]).toEqual([]);
    expect(pulses[routineId]).toMatchObject([
      { status: "FAIL", error_code: "TIMEOUT", lag_ms: 7, created_at: minute(2) },
      { is_degraded: true, duration_ms: 9, scheduled_for: minute(3), created_at: minute(3) },
    ]);
  });

  test("a run that was recorded long ago has the detail of its error, in the list and on its page", async () => {
    const { context, routineId } = await addHistory();
    const error_message =
      "old.example.com could not be trusted: its certificate has expired. Renew it.";
    await database.db.execute(
      insertRun(
        { workspaceId: context.workspaceId, routineId },
        {
          created_at: minute(0),
          scheduled_for: minute(0),
          status: "FAIL",
          error_code: "TLS",
          error_message,
        },
      ),
    );
    const { data } = await listRuns(context, { routine_id: routineId, status: "FAIL" });
    expect(data.map(({ error_detail }) => error_detail)).toEqual([null, "TLS_EXPIRED"]);
    const { run } = await getRun(context, data[1]?.id ?? "");
    expect(run.error_detail).toBe("TLS_EXPIRED");
  });

  test("a list has no evidence and no lease of a run, and its page has the evidence", async () => {
    const { context, routineId } = await addHistory();
    const { data } = await listRuns(context, { routine_id: routineId, status: "DEGRADED" });
    const [listed] = data;
    expect(data).toHaveLength(1);
    expect(listed).toMatchObject({ routine_name: "a", created_at: minute(3), lag_ms: null });
    expect(listed).not.toHaveProperty("lease_token");
    expect(listed).not.toHaveProperty("response_body");
    const { run, lastGood } = await getRun(context, listed?.id ?? "");
    expect(run).toEqual({
      ...listed,
      redirects: [{ url: "https://example.com/", status: 301 }],
      response_headers: { server: "example" },
      response_body: "a body",
      broken_rules: [],
    });
    expect(lastGood).toMatchObject({ created_at: minute(1), redirects: [] });
  });
});
