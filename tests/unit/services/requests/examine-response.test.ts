import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
import { examineResponse } from "@/lib/services/requests/examine-response";
import type { ReceivedResponse } from "@/lib/services/requests/read-response";
import { plainResponse } from "@/tests/support/rule-fixture";

const { body: _body, ...head } = plainResponse;
const bounds = { workspaceId: "a", waitMs: 20_000 };

const contains: SuccessRule = { type: "body", operator: "contains", value: "ok" };
const status: SuccessRule = { type: "status", accept: ["204"] };
const matches: SuccessRule = { type: "body", operator: "matches", value: "^ok$" };
const slow: SuccessRule = { ...matches, value: "\\pL{1,990}(?:\\b|\\B)\\d" };

const received = (given: Partial<ReceivedResponse>): ReceivedResponse => ({
  rules: [],
  head,
  body: Buffer.from("no"),
  isComplete: true,
  judgedBytes: 1_048_576,
  isKept: false,
  sensitive: [],
  ...given,
});

const packed = { head: { ...head, headers: { "content-encoding": "gzip" } }, body: gzipSync("ok") };
const large = Buffer.alloc(13_000, "ok");

/** Whether a response is examined at once: another thread responds in a later turn of the event loop. */
async function isAtOnce(given: Partial<ReceivedResponse>): Promise<boolean> {
  let isOver = false;
  const examined = examineResponse(received(given), bounds).then(() => (isOver = true));
  for (let index = 0; index < 10; index += 1) await Promise.resolve();
  const wasOver = isOver;
  await examined;
  return wasOver;
}

describe("a response is examined", () => {
  test.each<[string, Partial<ReceivedResponse>]>([
    ["no rules", {}],
    ["no rules, and a body that is kept", { body: large, isKept: true }],
    ["rules about the head", { rules: [{ ...status, accept: ["2xx"] }], ...packed }],
    ["rules about a small body", { rules: [contains, { ...contains, value: "no" }] }],
    ["a coding without a body", { rules: [contains], ...packed, body: Buffer.alloc(0) }],
  ])("at once with %s", async (_name, given) => {
    expect(await isAtOnce(given)).toBe(true);
  });

  test.each<[string, Partial<ReceivedResponse>]>([
    ["a pattern", { rules: [matches] }],
    ["rules about a large body", { rules: [contains], body: large }],
    ["rules about a compressed body", { rules: [contains], ...packed }],
    ["a compressed body that is kept", { isKept: true, ...packed }],
    ["a compressed body that is kept for a broken rule", { rules: [status], ...packed }],
  ])("aside with %s", async (_name, given) => {
    expect(await isAtOnce(given)).toBe(false);
  });
});

describe("what is found out", () => {
  test("is the rules that are broken, and the start of the body where one is", async () => {
    const { broken, start } = await examineResponse(
      received({ rules: [contains, status, matches], ...packed }),
      bounds,
    );
    expect(broken).toEqual([{ rule: status, found: "200", fault: null }]);
    expect(start).toBe("ok");
    expect(await examineResponse(received({ rules: [matches], ...packed }), bounds)).toEqual({
      broken: [],
      start: null,
    });
  });

  test.each([0, 13_000])("holds no secret, aside or at once (%i more bytes)", async (more) => {
    const secret = "correct-horse-battery";
    const { broken, start } = await examineResponse(
      received({
        rules: [
          { ...contains, value: "battery" },
          { type: "json", path: "/a", operator: "equals", value: secret },
          { type: "header", name: "X-A", operator: "equals", value: secret },
        ],
        head: { ...head, headers: { "x-a": secret } },
        body: Buffer.from(`{"a":"${secret}"}${" ".repeat(more)}`),
        sensitive: [secret],
      }),
      bounds,
    );
    expect(broken.map(({ found }) => found)).toEqual([null, '"[secret]"', "[secret]"]);
    expect(start?.trim()).toBe('{"a":"[secret]"}');
  });

  test("names the rules that no thread was free to judge, and judges the others", async () => {
    const letters = Buffer.from("aé".repeat(32_768));
    const hostile = Array.from({ length: 8 }, () =>
      examineResponse(received({ rules: [slow], body: letters }), bounds),
    );
    const late = await examineResponse(received({ rules: [matches, status], isKept: true }), {
      ...bounds,
      waitMs: 1,
    });
    expect(late).toEqual({
      broken: [
        { rule: matches, found: null, fault: "too_costly" },
        { rule: status, found: "200", fault: null },
      ],
      start: "no",
    });
    for (const { broken } of await Promise.all(hostile)) {
      expect(broken).toMatchObject([{ rule: slow, found: null }]);
      expect(["pattern_too_slow", "too_costly"]).toContain(broken[0]?.fault);
    }
  });
});
