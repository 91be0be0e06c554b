import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { incidents, routineRuns } from "@/db/schema";
import { runAlerts } from "@/lib/services/alerts/run-alerts";
import { createChannel } from "@/lib/services/channels/create-channel";
import type { ServiceContext } from "@/lib/services/context";
import { setAiSwitch } from "@/lib/services/workspaces/ai-switch";
import { AlertStory } from "@/tests/support/alert-story";
import { startModelServer, type ModelServer } from "@/tests/support/model-server";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

const firstFailure = { conditions: [{ type: "consecutive_failures", count: 1 }] };
const summary = "The service is overloaded. Check its load.";

describe("the first failure of an incident", () => {
  const database = openSuiteDatabase();
  let model: ModelServer;
  let receiver: Receiver;
  let context: ServiceContext;
  let story: AlertStory;

  beforeAll(async () => {
    model = await startModelServer();
    receiver = await startReceiver();
  });
  afterAll(() => Promise.all([model.close(), receiver.close()]));
  beforeEach(async () => {
    model.questions.length = 0;
    model.behave(JSON.stringify({ summary, confidence: 0.8 }));
    const workspace = await createTestWorkspace(database.db);
    const ai = { baseUrl: model.baseUrl, apiKey: "sk-operator", model: "test-model" };
    context = { ...workspace.context, ai };
    story = new AlertStory(workspace);
    await createChannel(context, {
      ...{ kind: "NTFY", config: { server: receiver.url, topic: "ops" } },
      language: "pt-BR",
    });
  });

  const lookAfterAlerts = () =>
    runAlerts(context, { beside: Promise.resolve(), isStopped: () => false });
  const openIncidents = async (count: number) => {
    for (let left = count; left > 0; left -= 1) {
      await story.open({ alert_policy: firstFailure }, "F");
    }
    // Their runs are of minutes ago; the messages are held back until the model was asked.
    await database.db.execute(
      sql`update notifications set due_at = now() + interval '1500 milliseconds'`,
    );
  };
  const summaries = async () => {
    const { workspaceId } = context;
    const rows = await database.db
      .select({ text: routineRuns.aiSummary })
      .from(routineRuns)
      .innerJoin(incidents, eq(incidents.lastRunId, routineRuns.id))
      .where(eq(routineRuns.workspaceId, workspaceId));
    return rows.map(({ text }) => text).sort();
  };

  test("is summarized once a group, in the channel's language, for the message", async () => {
    await setAiSwitch(context, true);
    await openIncidents(2);
    await lookAfterAlerts();
    expect(await summaries()).toEqual([null, summary].sort());
    expect(model.questions).toHaveLength(1);
    expect(model.questions[0]?.body.messages[0]?.content).toContain("Brazilian Portuguese");
  });

  test("is not sent to the model where the workspace has it off", async () => {
    await openIncidents(1);
    await lookAfterAlerts();
    expect(await summaries()).toEqual([null]);
    expect(model.questions).toEqual([]);
  });

  test("costs the message nothing where the model errs, and is asked about once", async () => {
    model.behave((response) => response.writeHead(500).end());
    await setAiSwitch(context, true);
    await openIncidents(1);
    expect(await lookAfterAlerts()).toMatchObject({ sent: 1, failed: 0 });
    expect(await summaries()).toEqual([null]);
    expect(model.questions).toHaveLength(1);
  });
});
