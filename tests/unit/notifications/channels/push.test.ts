import { createDecipheriv, createECDH, createHmac, hkdfSync, randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { decodeProtectedHeader, importJWK, jwtVerify } from "jose";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { generateVAPIDKeys } from "web-push";
import { sendToChannel } from "@/lib/notifications/send-to-channel";
import { startEndpoint, type Endpoint } from "@/tests/support/endpoint";
import { makeAlertMessage } from "@/tests/support/notifications/alert-message-fixture";
import { makeOutbound, testWorkspaceId } from "@/tests/support/notifications/test-outbound";

/** The browser's side of a subscription. */
const browser = createECDH("prime256v1");
const browserKey = browser.generateKeys();
const authSecret = randomBytes(16);
const vapidKeys = generateVAPIDKeys();

let pushService: Endpoint;
let received: { headers: IncomingHttpHeaders; body: Buffer }[] = [];
let status = 201;

beforeAll(async () => {
  pushService = await startEndpoint((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(status).end();
    });
  });
});
beforeEach(() => {
  received = [];
  status = 201;
});
afterAll(() => pushService.close());

const subscriptionWith = (p256dh: string) =>
  JSON.stringify({
    endpoint: `${pushService.url}/push/hushhushhushhush`,
    keys: { p256dh, auth: authSecret.toString("base64url") },
  });

const send = (
  message = makeAlertMessage(),
  secret = subscriptionWith(browserKey.toString("base64url")),
  outbound = makeOutbound({ vapid: async () => vapidKeys }),
) =>
  sendToChannel(
    message,
    { kind: "PUSH", workspaceId: testWorkspaceId, config: { device: "Phone" }, secret },
    outbound,
  );

/** Decrypts a message as a browser does (RFC 8188 with the keys of RFC 8291), one record long. */
function decrypt(body: Buffer): string {
  const salt = body.subarray(0, 16);
  const keyLength = body.readUInt8(20);
  const serverKey = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browserKey, serverKey]);
  const prk = createHmac("sha256", authSecret).update(browser.computeSecret(serverKey)).digest();
  const input = createHmac("sha256", prk)
    .update(info)
    .update(Buffer.from([1]))
    .digest();
  const derive = (label: string, length: number) =>
    Buffer.from(hkdfSync("sha256", input, salt, `Content-Encoding: ${label}\0`, length));
  const decipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString();
}

test("the browser alone can read a push: title, text, link and tag", async () => {
  const message = makeAlertMessage();
  expect(await send(message)).toMatchObject({ ok: true, status: 201 });

  const [request] = received;
  expect(request?.headers).toMatchObject({ "content-encoding": "aes128gcm", ttl: "86400" });
  expect(request?.body.toString("latin1")).not.toContain("Payments");
  expect(JSON.parse(decrypt(request?.body ?? Buffer.alloc(0)))).toEqual({
    title: message.title,
    body: message.paragraphs.join("\n"),
    url: message.url,
    tag: message.groupKey,
  });
});

test("it is signed for its push service with the instance's key", async () => {
  await send();

  const [, token = "", key] =
    /^vapid t=([^,]+), k=(.+)$/.exec(String(received[0]?.headers.authorization)) ?? [];
  expect(key).toBe(vapidKeys.publicKey);
  const point = Buffer.from(vapidKeys.publicKey, "base64url");
  const publicKey = await importJWK(
    {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    },
    "ES256",
  );
  expect(decodeProtectedHeader(token).alg).toBe("ES256");
  const { payload } = await jwtVerify(token, publicKey, { audience: pushService.url });
  expect(payload.sub).toBe("https://ops.example.com");
});

test("messages of one group replace each other, at the service and on the device", async () => {
  await send(makeAlertMessage({ groupKey: "one" }));
  await send(makeAlertMessage({ groupKey: "one", severity: "resolved" }));
  await send(makeAlertMessage({ groupKey: "two" }));

  const topics = received.map(({ headers }) => headers.topic);
  expect(topics[1]).toBe(topics[0]);
  expect(topics[2]).not.toBe(topics[0]);
  expect(received.map(({ headers }) => headers.urgency)).toEqual(["high", "normal", "high"]);
});

test.each([404, 410])("a response of %i says that the subscription ended", async (code) => {
  status = code;

  expect(await send()).toMatchObject({ ok: false, mayRetry: false, isGone: true });
});

test("keys that are none and an instance without keys are results, and nothing is sent", async () => {
  const noPoint = Buffer.alloc(65, 1).toString("base64url");

  expect(await send(makeAlertMessage(), subscriptionWith(noPoint))).toMatchObject({
    ok: false,
    mayRetry: false,
  });
  const unkeyed = await send(undefined, undefined, makeOutbound());
  expect(unkeyed.response).toContain("SECRETS_KEY");
  expect(received).toEqual([]);
});
