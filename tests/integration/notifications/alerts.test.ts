import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { runAlerts } from "@/lib/services/alerts/run-alerts";
import { createChannel } from "@/lib/services/channels/create-channel";
import type { ServiceContext } from "@/lib/services/context";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { startReceiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

type Body = {
  type: string;
  timestamp: string;
  data: {
    incident: { routine_name: string; state: string; failure_count: number };
    routines: { id: string; name: string; endpoint_url: string; tags: string[] }[];
    run: { status: string; http_status: number } | null;
  };
};

describe("from a failing run to a message", () => {
  const database = openSuiteDatabase();
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let workspace: TestWorkspace;
  let context: ServiceContext;

  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());
  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
    context = workspace.context;
  });

  const lookAfter = () => runAlerts(context, { beside: Promise.resolve(), isStopped: () => false });

  test("a webhook hears of the second failure and of the recovery, signed", async () => {
    const { signing_secret = "" } = await createChannel(context, {
      kind: "WEBHOOK",
      config: { url: `${receiver.url}/hook` },
    });
    const routineId = await workspace.addRoutine({
      name: "Payments",
      endpoint_url: `${receiver.url}/status/503`,
    });
    const heard = () => receiver.requests.filter(({ path }) => path === "/hook");
    const verify = (index: number) => {
      const message = heard()[index];
      if (message === undefined) throw new Error("There is no such message.");
      const headers = message.headers as Record<string, string>;
      return new Webhook(signing_secret).verify(message.body, headers) as Body;
    };
    await runRoutineNow(context, routineId);
    await lookAfter();
    expect(heard()).toEqual([]);
    await runRoutineNow(context, routineId);
    await lookAfter();
    expect(heard()).toHaveLength(1);
    const opened = verify(0);
    expect(opened).toMatchObject({
      type: "incident.opened",
      data: {
        incident: { routine_name: "Payments", state: "open", failure_count: 2 },
        routines: [{ id: routineId, name: "Payments" }],
        run: { status: "FAIL", http_status: 503 },
      },
    });
    await updateRoutine(context, routineId, { endpoint_url: `${receiver.url}/fine` });
    await runRoutineNow(context, routineId);
    await lookAfter();
    expect(heard()).toHaveLength(2);
    expect(verify(1)).toMatchObject({
      type: "incident.resolved",
      data: { incident: { state: "resolved" }, run: { status: "SUCCESS", http_status: 200 } },
    });
    await lookAfter();
    expect(heard()).toHaveLength(2);
  });
});
