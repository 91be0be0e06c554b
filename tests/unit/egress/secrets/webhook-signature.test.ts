import { createHmac, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { signWebhook } from "@/lib/egress/secrets/webhook-signature";

const message = { id: "7f1c2a", timestampSeconds: 1_750_000_000, body: '{"olá":"mundo"}' };

/** What a receiver does, as Standard Webhooks tells it to. */
function isAccepted(key: Buffer, headers: ReturnType<typeof signWebhook>, body: string): boolean {
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const expected = createHmac("sha256", key).update(Buffer.from(signed, "utf8")).digest("base64");
  return headers["webhook-signature"]
    .split(" ")
    .some((signature) => signature === `v1,${expected}`);
}

test("the signature is that of the example of Standard Webhooks", () => {
  const key = Buffer.from("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "base64");
  expect(
    signWebhook([key], {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestampSeconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    }),
  ).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

test.each([24, 32, 64])("a receiver that knows the key of %d bytes accepts the message", (size) => {
  const key = randomBytes(size);
  expect(isAccepted(key, signWebhook([key], message), message.body)).toBe(true);
});

test("a request without a body is signed as an empty one", () => {
  const key = randomBytes(32);
  expect(isAccepted(key, signWebhook([key], { ...message, body: "" }), "")).toBe(true);
});

test("while a key is rotated, a receiver that knows either one accepts, and no other does", () => {
  const [current, previous, stranger] = [randomBytes(32), randomBytes(24), randomBytes(32)];
  const headers = signWebhook([current, previous], message);
  expect(
    [current, previous, stranger].map((key) => isAccepted(key, headers, message.body)),
  ).toEqual([true, true, false]);
});

test("the signature of the current key comes first", () => {
  const [current, previous] = [randomBytes(32), randomBytes(32)];
  const both = signWebhook([current, previous], message)["webhook-signature"];
  const alone = signWebhook([current], message)["webhook-signature"];
  expect(both.split(" ")[0]).toBe(alone);
});

test.each([
  ["id", { ...message, id: "7f1c2b" }],
  ["timestamp", { ...message, timestampSeconds: message.timestampSeconds + 1 }],
  ["body", { ...message, body: `${message.body} ` }],
])("another %s has another signature", (_, other) => {
  const key = randomBytes(32);
  expect(signWebhook([key], other)["webhook-signature"]).not.toBe(
    signWebhook([key], message)["webhook-signature"],
  );
});
