import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { routines } from "@/db/schema";
import { SECOND_MS } from "@/lib/domain/time-units";
import type { ServiceContext } from "@/lib/services/context";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

/** Far above the deadline that the tests set, and far below that of the receiver: none. */
const STALLED_MS = 30 * SECOND_MS;

describe("the heartbeat", () => {
  const database = openSuiteDatabase();
  let monitor: Receiver;
  let workspace: TestWorkspace;

  beforeEach(async () => {
    await database.db.delete(routines);
    monitor = await startReceiver();
    workspace = await createTestWorkspace(database.db);
  });
  afterEach(() => monitor.close());

  /** The context of an instance that may call nothing private, but the URL of its own operator. */
  const callingAfterTicks = (url: string): ServiceContext => ({
    ...workspace.context,
    egress: { ...workspace.context.egress, allow: { blocks: [], endpoints: [] } },
    scheduler: { ...workspace.context.scheduler, heartbeatUrl: url, heartbeatSeconds: 1 },
  });

  test("is sent once after each tick that worked, idle or not, and is no run", async () => {
    const context = callingAfterTicks(`${monitor.url}/ping/id`);
    const routine = await workspace.createDueRoutine("https://example.com/");
    const reports = [await runDueRoutines(context), await runDueRoutines(context)];
    expect(reports.map(({ claimed }) => claimed)).toEqual([1, 0]);
    expect(monitor.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /ping/id",
      "GET /ping/id",
    ]);
    expect(await workspace.readRuns(routine.id)).toHaveLength(1);
  });

  test("opens the operator's own host and port to the heartbeat, and not to routines", async () => {
    const context = callingAfterTicks(`${monitor.url}/ping/id`);
    const { id } = await workspace.createDueRoutine(`${monitor.url}/routine`);
    await runDueRoutines(context);
    expect(monitor.requests.map(({ path }) => path)).toEqual(["/ping/id"]);
    const [run] = await workspace.readRuns(id);
    expect(run).toMatchObject({ status: "FAIL", errorCode: "FORBIDDEN_TARGET" });
  });

  test("is not sent after a tick that failed", async () => {
    const broken: ServiceContext = {
      ...callingAfterTicks(monitor.url),
      db: new Proxy(database.db, {
        get: () => () => Promise.reject(new Error("no such table")),
      }),
    };
    await expect(runDueRoutines(broken)).rejects.toThrow("no such table");
    expect(monitor.requests).toEqual([]);
  });

  test.each([
    ["responds with an error", () => `${monitor.url}/status/500`],
    ["isn't there", () => "http://127.0.0.1:9/"],
    ["stalls", () => `${monitor.url}/hold`],
    ["is the app itself", () => monitor.url],
  ])("costs the tick nothing but its deadline where the monitor %s", async (name, url) => {
    const context = callingAfterTicks(url());
    if (name === "is the app itself") {
      context.egress = { ...context.egress, ownHosts: [new URL(monitor.url).host] };
    }
    const outcome = await Promise.race([
      runDueRoutines(context).then(({ stopped_by }) => stopped_by),
      new Promise((resolve) => setTimeout(resolve, STALLED_MS, "stalled").unref()),
    ]);
    expect(outcome).toBe("drained");
    expect(monitor.requests).toHaveLength(/^(responds|stalls)/.test(name) ? 1 : 0);
  });
});
