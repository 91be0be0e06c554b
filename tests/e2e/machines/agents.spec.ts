import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { appUrl, callApi } from "@/tests/e2e/support/app";
import { expect, test } from "@/tests/e2e/support/test";

/** A client of the official SDK with a credential. */
async function connect(token: string): Promise<Client> {
  const client = new Client({ name: "e2e", version: "1.0.0" });
  const transport = new StreamableHTTPClientTransport(new URL("/api/mcp", appUrl()), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await client.connect(transport);
  return client;
}

async function call(client: Client, name: string, input: Record<string, unknown>) {
  const result = (await client.callTool({ name, arguments: input })) as CallToolResult;
  const [first] = result.content;
  const text = first?.type === "text" ? first.text : "";
  return { text, isError: result.isError === true, data: result.structuredContent ?? {} };
}

test("an agent with a key creates, tests, runs, asks why, pauses and deletes a routine", async ({
  account,
  receiver,
}) => {
  const keyOf = async (...scopes: string[]) => {
    const body = { name: scopes.join(" "), scopes };
    const response = await callApi("POST", "/api/keys", { token: account.token, body });
    expect(response.status).toBe(201);
    return ((await response.json()) as { key: string }).key;
  };
  const agent = await connect(await keyOf("read", "write", "run"));
  const request = { endpoint_url: `${receiver.url}/status/503`, http_method: "POST" };
  const routine = { ...request, name: "By an agent", interval_minutes: 60 };
  const dry = await call(agent, "create_routine", { ...routine, dry_run: true });
  expect(dry.text).toContain("Nothing was created.");
  const tested = await call(agent, "test_request", request);
  expect(tested.data).toMatchObject({ result: { status: "FAIL", http_status: 503 } });
  const created = await call(agent, "create_routine", {
    ...{ ...routine, starts_at: "2999-01-01T00:00:00Z" },
  });
  const { id } = created.data.routine as { id: string };
  const run = await call(agent, "run_routine", { routine_id: id });
  const { id: run_id } = run.data.run as { id: string };
  const why = await call(agent, "explain_failure", { run_id });
  expect(why.text).toMatch(/^[A-Z][^{]{20,}\.\n/);
  expect(why.data).toMatchObject({
    run: { http_status: 503 },
    next: expect.stringMatching(/\w{3}/),
  });
  const minute = await call(agent, "explain_minute", {
    routine_id: id,
    minute: "2020-01-31T09:00Z",
  });
  expect(minute.text).toContain("the routine didn't exist yet");
  expect((await call(agent, "preview_schedule", { interval_minutes: 60 })).text).toMatch(/hour/);
  expect((await call(agent, "pause_routine", { routine_id: id })).text).toContain("paused");
  await call(agent, "delete_routine", { routine_id: id, dry_run: true });
  const read = () => callApi("GET", `/api/routines/${id}`, { token: account.token });
  expect((await read()).status).toBe(200);
  const bad = await call(agent, "delete_routine", { routine_id: "all" });
  expect(bad.text).toMatch(/^VALIDATION: .*\nroutine_id: /);
  await call(agent, "delete_routine", { routine_id: id });
  expect((await read()).status).toBe(404);
  await agent.close();

  const reader = await connect(await keyOf("read"));
  const { tools } = await reader.listTools();
  expect(tools.map(({ name }) => name)).toContain("explain_minute");
  expect(tools.map(({ name }) => name)).not.toContain("delete_routine");
  expect((await call(reader, "pause_routine", { routine_id: id })).text).toContain('scope "write"');
  await reader.close();
});

test("the door of agents takes one message with a credential, from no other site", async ({
  account,
}) => {
  const { token } = account;
  const ping = { jsonrpc: "2.0", id: 1, method: "ping" };
  const accept = { accept: "application/json, text/event-stream" };
  const post = (options: { token?: string; body?: unknown; headers?: Record<string, string> }) =>
    callApi("POST", "/api/mcp", {
      body: ping,
      ...options,
      headers: { ...accept, ...options.headers },
    });
  const answered = await post({ token });
  expect(await answered.json()).toEqual({ jsonrpc: "2.0", id: 1, result: {} });
  expect(answered.headers.get("ratelimit")).toContain('"reads_user"');
  expect(answered.headers.get("cache-control")).toBe("no-store");
  const stranger = await post({});
  expect([stranger.status, stranger.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
  const rebound = await post({ token, headers: { origin: "https://evil.example" } });
  expect(rebound.status).toBe(403);
  expect((await post({ token, body: [ping] })).status).toBe(400);
  expect((await post({ token, body: "x".repeat(300_000) })).status).toBe(413);
  expect((await callApi("GET", "/api/mcp", { token, headers: accept })).status).toBe(405);
  // The local auth server offers no OAuth.
  expect((await callApi("GET", "/.well-known/oauth-protected-resource")).status).toBe(404);
});

test("llms.txt leads to the Markdown of every page", async () => {
  const index = await callApi("GET", "/llms.txt");
  expect(index.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  const links = [...(await index.text()).matchAll(/\]\((\S+)\)/g)].map(([, url = ""]) => url);
  expect(links.length).toBeGreaterThan(20);
  for (const link of links) {
    const { pathname } = new URL(link);
    const response = await callApi("GET", pathname);
    expect(response.status, pathname).toBe(200);
    const type = response.headers.get("content-type");
    if (pathname.endsWith(".md")) expect(type, pathname).toBe("text/markdown; charset=utf-8");
    await response.body?.cancel();
  }
});
