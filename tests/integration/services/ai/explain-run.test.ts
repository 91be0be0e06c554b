import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { routineRuns, workspaces } from "@/db/schema";
import { SECOND_MS } from "@/lib/domain/time-units";
import { askModel } from "@/lib/services/ai/ask-model";
import { explainRun, previewExplanation, summarizeRun } from "@/lib/services/ai/explain-run";
import type { AiSettings, ServiceContext } from "@/lib/services/context";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { getAiSwitch, setAiSwitch } from "@/lib/services/workspaces/ai-switch";
import {
  sendJson,
  startModelServer,
  type ModelBehaviour,
  type ModelServer,
} from "@/tests/support/model-server";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const good = JSON.stringify({
  summary: "The service is overloaded. Check its load.",
  confidence: 0.8,
});

describe("a run explained by a model", () => {
  const database = openSuiteDatabase();
  let endpoint: Receiver;
  let model: ModelServer;
  let workspace: TestWorkspace;
  let context: ServiceContext & { ai: AiSettings };
  let runId: string;

  beforeAll(async () => {
    endpoint = await startReceiver();
    model = await startModelServer();
    workspace = await createTestWorkspace(database.db);
    context = {
      ...workspace.context,
      ai: { baseUrl: model.baseUrl, apiKey: "sk-operator", model: "test-model" },
    };
    await setAiSwitch(context, true);
    const id = await workspace.addRoutine({
      endpoint_url: `${endpoint.url}/status/503?key=hunter2`,
    });
    runId = (await runRoutineNow(workspace.context, id)).id;
    await database.db
      .update(routineRuns)
      .set({ responseBody: '{"password":"hunter2","status":"down"}' })
      .where(eq(routineRuns.id, runId));
  });
  beforeEach(async () => {
    model.questions.length = 0;
    model.behave(good);
    await database.db.execute(sql`update routine_runs set ai_summary = null, ai_confidence = null`);
  });
  afterAll(async () => {
    await Promise.all([endpoint.close(), model.close()]);
  });

  const readRun = async () => {
    const [run] = await database.db.select().from(routineRuns).where(eq(routineRuns.id, runId));
    return run;
  };

  test("has the model's summary and confidence, and is as it was", async () => {
    const before = await readRun();
    const explained = await explainRun(context, runId);
    expect(explained).toMatchObject({
      id: runId,
      ai_summary: "The service is overloaded. Check its load.",
      ai_confidence: 0.8,
      ai_problem: null,
    });
    expect({ ...(await readRun()), aiSummary: null, aiConfidence: null }).toEqual(before);
  });

  test("sends exactly what was shown before, masked, with the operator's key", async () => {
    const preview = await previewExplanation(context, runId);
    await explainRun(context, runId, "pt-BR");
    const [question] = model.questions;
    expect(model.questions).toHaveLength(1);
    expect(question).toMatchObject({
      path: "/v1/chat/completions",
      authorization: "Bearer sk-operator",
      body: { model: "test-model", response_format: { type: "json_object" } },
    });
    const [instruction, prompt, ...others] = question?.body.messages ?? [];
    expect(others).toEqual([]);
    expect(instruction?.role).toBe("system");
    expect(instruction?.content).toContain("Brazilian Portuguese");
    expect(JSON.parse(prompt?.content ?? "")).toEqual(preview?.context);
    expect(preview).toMatchObject({
      host: new URL(model.baseUrl).host,
      context: { http_status: 503, response_body: '{"password":[masked],"status":"down"}' },
    });
    expect(JSON.stringify(question)).not.toContain("hunter2");
    expect(preview?.context.request.url).toMatch(/\/status\/503\?key=\[masked\]$/);
  });

  test.each<[string, ModelBehaviour, string]>([
    ["refuses the key", (to) => sendJson(to, 401, { error: { message: "no" } }), "refused"],
    ["has no room", (to) => sendJson(to, 429, { error: { message: "slow down" } }), "refused"],
    ["fails", (to) => sendJson(to, 500, { error: { message: "oops" } }), "refused"],
    ["fails with a page", (to) => to.writeHead(502).end("<h1>Bad gateway</h1>"), "refused"],
    ["redirects", (to) => to.writeHead(307, { location: "http://127.0.0.1:1/" }).end(), "unusable"],
    ["hangs up", (to) => to.destroy(), "unreachable"],
    ["responds without end", (to) => to.end("x".repeat(1_000_000)), "unreachable"],
    ["responds with another shape", (to) => sendJson(to, 200, { ok: true }), "unusable"],
    ["responds with a page", (to) => to.end("<html></html>"), "unusable"],
    ["says no JSON", "The service is overloaded.", "unusable"],
    ["says another schema", '{"summary":"x"}', "unusable"],
    ["is surer than sure", '{"summary":"x","confidence":7}', "unusable"],
    ["says too much", JSON.stringify({ summary: "a".repeat(301), confidence: 1 }), "unusable"],
    ["says a link", '{"summary":"Sign in at https://evil.example","confidence":1}', "unusable"],
    ["says markup", '{"summary":"<img src=x>","confidence":1}', "unusable"],
    ["says nothing", "", "unusable"],
  ])("loses nothing but the summary where the model %s", async (_name, behaviour, problem) => {
    model.behave(behaviour);
    const before = await readRun();
    expect(await explainRun(context, runId)).toMatchObject({
      ai_problem: problem,
      ai_summary: null,
      ai_confidence: null,
    });
    expect(await readRun()).toEqual(before);
    expect(model.questions).toHaveLength(1);
  });

  test("waits for a model that stalls no longer than it was given", async () => {
    model.behave(() => undefined);
    const preview = await previewExplanation(context, runId);
    if (preview === null) throw new Error("The run can be explained.");
    const answer = await Promise.race([
      askModel(context, { context: preview.context, language: "en", timeoutMs: 500 }),
      new Promise((resolve) => setTimeout(resolve, 30 * SECOND_MS, "stalled").unref()),
    ]);
    expect(answer).toEqual({ ok: false, problem: "unreachable" });
  });

  test("keeps an earlier summary where the next attempt fails", async () => {
    await explainRun(context, runId);
    model.behave("nonsense");
    expect(await explainRun(context, runId)).toMatchObject({
      ai_problem: "unusable",
      ai_confidence: 0.8,
    });
  });

  test("keeps the mask on what a model echoes", async () => {
    model.behave(JSON.stringify({ summary: "It sent password=hunter2 back.", confidence: 0.5 }));
    expect((await explainRun(context, runId)).ai_summary).toBe("It sent password=[masked] back.");
  });

  test("opens no private host but the operator's", async () => {
    const elsewhere: ServiceContext = {
      ...context,
      egress: { ...context.egress, allow: { blocks: [], endpoints: [] } },
    };
    expect((await explainRun(elsewhere, runId)).ai_problem).toBeNull();
    elsewhere.egress = { ...elsewhere.egress, ownHosts: [new URL(model.baseUrl).host] };
    expect((await explainRun(elsewhere, runId)).ai_problem).toBe("unreachable");
  });

  test("is asked for without a user once, where the workspace has it on", async () => {
    const of = { workspaceId: context.workspaceId, runId };
    const options = { language: "en", timeoutMs: 5_000 } as const;
    expect(await summarizeRun(context, of, options)).toBe(true);
    expect(await summarizeRun(context, of, options)).toBe(true);
    expect(model.questions).toHaveLength(1);
    const other = await createTestWorkspace(database.db);
    const foreign = { workspaceId: other.context.workspaceId, runId };
    expect(await summarizeRun(context, foreign, options)).toBe(false);
    expect(model.questions).toHaveLength(1);
  });

  test("is never sent without the operator, the workspace and a member who want it", async () => {
    const viewer = { ...(await workspace.addMember("VIEWER")), ai: context.ai };
    expect(await previewExplanation(viewer, runId)).toBeNull();
    await expect(explainRun(viewer, runId)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const withoutModel = { ...context, ai: null };
    expect(await previewExplanation(withoutModel, runId)).toBeNull();
    await expect(explainRun(withoutModel, runId)).rejects.toMatchObject({ code: "CONFLICT" });
    const stranger = { ...(await createTestWorkspace(database.db)).context, ai: context.ai };
    await expect(explainRun(stranger, runId)).rejects.toMatchObject({ code: "NOT_FOUND" });

    await setAiSwitch(context, false);
    expect(await previewExplanation(context, runId)).toBeNull();
    await expect(explainRun(context, runId)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(
      await summarizeRun(
        context,
        { workspaceId: context.workspaceId, runId },
        { language: "en", timeoutMs: 5_000 },
      ),
    ).toBe(false);
    await setAiSwitch(context, true);
    expect(model.questions).toEqual([]);
  });

  test("is not asked for where nothing failed", async () => {
    const id = await workspace.addRoutine({ endpoint_url: `${endpoint.url}/ok` });
    const run = await runRoutineNow(workspace.context, id);
    expect(await previewExplanation(context, run.id)).toBeNull();
    await expect(explainRun(context, run.id)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(model.questions).toEqual([]);
  });

  test("is off in a new workspace, and admins alone turn it on", async () => {
    const fresh = await createTestWorkspace(database.db);
    const withModel = { ...fresh.context, ai: context.ai };
    expect(await getAiSwitch(withModel)).toEqual({
      isEnabled: false,
      host: new URL(model.baseUrl).host,
      model: "test-model",
    });
    expect(await getAiSwitch(fresh.context)).toBeNull();
    const member = await fresh.addMember("MEMBER");
    await expect(setAiSwitch(member, true)).rejects.toMatchObject({ code: "FORBIDDEN" });
    // The database doesn't take the service's word for it.
    await expect(setAiSwitch({ ...member, role: "ADMIN" }, true)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await setAiSwitch(await fresh.addMember("ADMIN"), true);
    expect(await getAiSwitch(withModel)).toMatchObject({ isEnabled: true });
    const [row] = await database.db
      .select()
      .from(workspaces)
      .where(eq(workspaces.id, fresh.context.workspaceId));
    expect(row?.aiEnabled).toBe(true);
  });
});
