import type { IncomingHttpHeaders } from "node:http";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sendToChannel } from "@/lib/notifications/send-to-channel";
import { startEndpoint, type Endpoint } from "@/tests/support/endpoint";
import { makeAlertMessage } from "@/tests/support/notifications/alert-message-fixture";
import { makeOutbound, testWorkspaceId } from "@/tests/support/notifications/test-outbound";

const signingKey = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

let receiver: Endpoint;
let received: { headers: IncomingHttpHeaders; body: string }[] = [];
let status = 200;

beforeAll(async () => {
  receiver = await startEndpoint((request, response) => {
    let body = "";
    request.setEncoding("utf8");
    request.on("data", (text: string) => (body += text));
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.writeHead(status).end();
    });
  });
});
beforeEach(() => {
  received = [];
  status = 200;
});
afterAll(() => receiver.close());

const send = (message = makeAlertMessage(), secret: string | null = signingKey) =>
  sendToChannel(
    message,
    {
      kind: "WEBHOOK",
      workspaceId: testWorkspaceId,
      config: { url: `${receiver.url}/hook` },
      secret,
    },
    makeOutbound(),
  );

const namedHeaders = (headers: IncomingHttpHeaders) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

test("the official library of Standard Webhooks verifies the body, and no other", async () => {
  const message = makeAlertMessage();
  expect(await send(message)).toMatchObject({ ok: true });

  const [request] = received;
  const headers = namedHeaders(request?.headers ?? {});
  const body = request?.body ?? "";
  expect(new Webhook(signingKey).verify(body, headers)).toEqual({
    type: "incident.opened",
    timestamp: message.at.toISOString(),
    data: message.data,
  });
  expect(() => new Webhook(signingKey).verify(`${body} `, headers)).toThrow();
});

test("every attempt has the same id and body, so that a receiver can drop the second", async () => {
  await send();
  await send();

  const [first, second] = received;
  expect(first?.headers["webhook-id"]).toBe(makeAlertMessage().id);
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(second?.body).toBe(first?.body);
});

test("without a signing key there is no signature", async () => {
  await send(makeAlertMessage(), null);

  expect(received[0]?.headers).not.toHaveProperty("webhook-signature");
  expect(received[0]?.headers).toHaveProperty("webhook-id");
});

test("a digest has its text", async () => {
  await send(
    makeAlertMessage({ event: "digest", data: null, title: "14 messages", paragraphs: ["a"] }),
  );

  expect(JSON.parse(received[0]?.body ?? "")).toMatchObject({
    type: "digest",
    data: { incident: null, routines: [], run: null, summary: "14 messages\na" },
  });
});

test.each([
  [404, { mayRetry: true }],
  [422, { mayRetry: false }],
  [503, { mayRetry: true }],
  [410, { mayRetry: false, isGone: true }],
])("a response of %i ends as %o", async (code, expected) => {
  status = code;

  expect(await send()).toMatchObject({ ok: false, status: code, ...expected });
});
