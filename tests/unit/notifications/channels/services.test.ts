import type { IncomingHttpHeaders } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { z } from "zod";
import type { ChannelKind } from "@/lib/domain/channels/channel-options";
import type { ChannelSettings } from "@/lib/notifications/alert-message";
import { sendToChannel } from "@/lib/notifications/send-to-channel";
import { startEndpoint, type Endpoint } from "@/tests/support/endpoint";
import { makeAlertMessage } from "@/tests/support/notifications/alert-message-fixture";
import {
  alertmanagerSchema,
  discordSchema,
  ntfySchema,
  pagerDutySchema,
  slackSchema,
  teamsSchema,
  telegramSchema,
} from "@/tests/support/notifications/service-schemas";
import { makeOutbound, testWorkspaceId } from "@/tests/support/notifications/test-outbound";

type Received = { method: string; path: string; headers: IncomingHttpHeaders; body: string };
type Reply = { status: number; headers?: Record<string, string>; body?: string };

let service: Endpoint;
let received: Received[] = [];
let reply: Reply = { status: 200 };

beforeAll(async () => {
  service = await startEndpoint((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (text: string) => (body += text));
    request.on("end", () => {
      received.push({
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        body,
      });
      response.writeHead(reply.status, reply.headers).end(reply.body);
    });
  });
});
beforeEach(() => {
  received = [];
  reply = { status: 200 };
});
afterAll(() => service.close());

const settingsOf = (
  kind: ChannelKind,
  config: Record<string, unknown>,
  secret: string | null,
): ChannelSettings => ({ kind, workspaceId: testWorkspaceId, config, secret });

const send = (settings: ChannelSettings, message = makeAlertMessage(), outbound = makeOutbound()) =>
  sendToChannel(message, settings, outbound);

const SECRET_PATH = "/services/T0000000/B0000000/hushhushhushhush";

type Case = {
  settings: () => ChannelSettings;
  schema: z.ZodType;
  path: string;
  authorization?: string;
};

const cases: [string, Case][] = [
  ...(["SLACK", "DISCORD", "TEAMS"] as const).map((kind): [string, Case] => [
    kind,
    {
      settings: () => settingsOf(kind, {}, `${service.url}${SECRET_PATH}`),
      schema: { SLACK: slackSchema, DISCORD: discordSchema, TEAMS: teamsSchema }[kind],
      path: SECRET_PATH,
    },
  ]),
  [
    "TELEGRAM",
    {
      settings: () =>
        settingsOf("TELEGRAM", { server: service.url, chat_id: -1001 }, "123456:hushhushhushhush"),
      schema: telegramSchema,
      path: "/bot123456:hushhushhushhush/sendMessage",
    },
  ],
  [
    "NTFY",
    {
      settings: () =>
        settingsOf("NTFY", { server: service.url, topic: "on-call" }, "tk_hushhushhushhush"),
      schema: ntfySchema,
      path: "/",
      authorization: "Bearer tk_hushhushhushhush",
    },
  ],
  [
    "PAGERDUTY",
    {
      settings: () => settingsOf("PAGERDUTY", { server: service.url }, "hushhushhushhush"),
      schema: pagerDutySchema,
      path: "/v2/enqueue",
    },
  ],
  [
    "ALERTMANAGER",
    {
      settings: () =>
        settingsOf("ALERTMANAGER", { url: `${service.url}/am/` }, "operator:hushhushhushhush"),
      schema: alertmanagerSchema,
      path: "/am/api/v2/alerts",
      authorization: `Basic ${Buffer.from("operator:hushhushhushhush").toString("base64")}`,
    },
  ],
];

describe.each(cases)("a channel of kind %s", (_, { settings, schema, path, authorization }) => {
  test("posts one JSON body, as the service documents it, where the service listens", async () => {
    const result = await send(settings());

    expect(result).toMatchObject({ ok: true, status: 200, mayRetry: false });
    expect(received).toHaveLength(1);
    const [request] = received;
    expect(request).toMatchObject({ method: "POST", path });
    expect(request?.headers["content-type"]).toBe("application/json");
    expect(request?.headers.authorization).toBe(authorization);
    expect(schema.safeParse(JSON.parse(request?.body ?? "")).error).toBeUndefined();
  });

  test.each([
    [400, false],
    [403, false],
    [404, false],
    [408, true],
    [429, true],
    [500, true],
    [503, true],
    [302, false],
  ])("after a response of %i, a later attempt may succeed: %s", async (status, mayRetry) => {
    reply = { status, headers: { location: `${service.url}/elsewhere` }, body: "no_service" };

    expect(await send(settings())).toMatchObject({
      ok: false,
      status,
      mayRetry,
      response: "no_service",
    });
    expect(received).toHaveLength(1);
  });

  test("keeps the wait that the service asks for, where it may try again", async () => {
    reply = { status: 429, headers: { "retry-after": "37" } };
    expect(await send(settings())).toMatchObject({ mayRetry: true, retryAfterSeconds: 37 });

    reply = { status: 400, headers: { "retry-after": "37" } };
    expect(await send(settings())).toMatchObject({ mayRetry: false, retryAfterSeconds: null });
  });

  test("shows the start of the response without what is secret", async () => {
    const { secret } = settings();
    reply = {
      status: 400,
      body: `no such thing: ${secret} ${path} hushhushhushhush ${"x".repeat(900)}`,
    };

    const { response } = await send(settings());

    expect(response).toMatch(/^no such thing: /);
    expect(response).not.toContain("hush");
    expect(response?.length).toBeLessThanOrEqual(500);
  });
});

test.each([
  ["DISCORD", { message: "You are being rate limited.", retry_after: 64.57, global: false }, 64.57],
  ["TELEGRAM", { ok: false, error_code: 429, parameters: { retry_after: 35 } }, 35],
] as const)("%s says in its body how long to wait", async (kind, body, seconds) => {
  reply = { status: 429, headers: { "retry-after": "1" }, body: JSON.stringify(body) };
  const settings = new Map(cases).get(kind)?.settings();

  expect(settings && (await send(settings))).toMatchObject({
    mayRetry: true,
    retryAfterSeconds: seconds,
  });
});

describe("the egress guard", () => {
  const slack = (url: string) => settingsOf("SLACK", {}, url);

  test("refuses a channel on a private address, and dials nothing", async () => {
    const result = await send(
      slack(`${service.url}${SECRET_PATH}`),
      makeAlertMessage(),
      makeOutbound({ allow: "" }),
    );

    expect(result).toMatchObject({ ok: false, status: null, mayRetry: false });
    expect(result.response).toContain("isn't public");
    expect(received).toEqual([]);
  });

  test("refuses a name that leads to a private address, and dials nothing", async () => {
    const { port } = new URL(service.url);
    const result = await send(
      slack(`http://hooks.example.com:${port}/x`),
      makeAlertMessage(),
      makeOutbound({ allow: "" }),
    );

    expect(result).toMatchObject({ ok: false, status: null, mayRetry: false });
    expect(received).toEqual([]);
  });

  test("refuses OpsPulse itself, also where its address is allowed", async () => {
    const result = await send(
      slack(`${service.url}/api/cron/tick`),
      makeAlertMessage(),
      makeOutbound({ ownHosts: [new URL(service.url).host] }),
    );

    expect(result).toMatchObject({ ok: false, status: null, mayRetry: false });
    expect(received).toEqual([]);
  });
});

test("a service that can't be reached may be tried again", async () => {
  const gone = await startEndpoint(() => undefined);
  await gone.close();

  const result = await send(settingsOf("SLACK", {}, `${gone.url}${SECRET_PATH}`));

  expect(result).toMatchObject({ ok: false, status: null, mayRetry: true });
  expect(result.response).toContain("refused the connection");
});

test("a message whose head was accepted isn't sent again, though the rest of the response is lost", async () => {
  const cut = await startEndpoint((_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("o", () => response.destroy());
  });

  const result = await send(settingsOf("SLACK", {}, `${cut.url}${SECRET_PATH}`));
  await cut.close();

  expect(result).toMatchObject({ ok: true, status: 200, mayRetry: false });
});

test("settings that can't be used are a result that says why, and nothing is sent", async () => {
  const result = await send(settingsOf("NTFY", { topic: "no/topic" }, null));

  expect(result).toMatchObject({ ok: false, mayRetry: false, status: null });
  expect(result.response).toContain("config.topic");
});
