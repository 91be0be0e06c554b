import { describe, expect, test } from "vitest";
import { respondConditionally } from "@/lib/http/conditional-read";
import { hasSame, readPrecondition, versionTag } from "@/lib/http/entity-tags";
import { versionOf } from "@/lib/services/preconditions/precondition";

const request = (headers: Record<string, string>) => new Request("http://localhost/", { headers });

describe("conditions of a change", () => {
  test.each([
    [{}, undefined],
    [{ "If-Match": "*" }, { ifMatch: "*", ifNoneMatch: null }],
    [{ "If-Match": '"v.hash"' }, { ifMatch: ["v"], ifNoneMatch: null }],
    [{ "If-Match": '"v.hash" ,, "w"' }, { ifMatch: ["v", "w"], ifNoneMatch: null }],
    [{ "If-Match": 'W/"v.hash", "w.x"' }, { ifMatch: ["w"], ifNoneMatch: null }],
    [{ "If-Match": 'W/"v.hash"' }, { ifMatch: [], ifNoneMatch: null }],
    [{ "If-None-Match": "*" }, { ifMatch: null, ifNoneMatch: "*" }],
    [{ "If-None-Match": 'W/"v.hash"' }, { ifMatch: null, ifNoneMatch: ["v"] }],
  ])("%o are %o", (headers, precondition) => {
    expect(readPrecondition(request(headers))).toEqual(precondition);
  });

  test.each(["", "v.hash", '"open', '"a" b', '"a" "b" c', "**", ","])("%s is refused", (text) => {
    expect(() => readPrecondition(request({ "If-Match": text }))).toThrow(/ETags in quotes/);
  });
});

describe("a conditional read", () => {
  const respond = (
    data: unknown,
    { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
  ) => Response.json(data, { status, headers: { "Cache-Control": "no-store", ...headers } });
  const read = async (ifNoneMatch: string | null, response: Response) =>
    respondConditionally(
      request(ifNoneMatch === null ? {} : { "If-None-Match": ifNoneMatch }),
      response,
    );

  test("has a tag that only the caller's own cache may use, and after asking", async () => {
    const { headers } = await read(null, respond({ data: [1] }));
    expect(headers.get("etag")).toMatch(/^W\/"[\w-]{16}"$/);
    expect(headers.get("cache-control")).toBe("private, no-cache");
    expect(headers.get("vary")).toBe("Authorization, Cookie, OpsPulse-Workspace");
  });

  test("is a 304 without a body while nothing changes, and whole afterwards", async () => {
    const first = await read(null, respond({ data: [1] }));
    const tag = first.headers.get("etag") ?? "";
    const same = await read(`"other", ${tag}`, respond({ data: [1] }));
    expect(same.status).toBe(304);
    expect(await same.text()).toBe("");
    expect(same.headers.get("etag")).toBe(tag);
    expect(same.headers.get("cache-control")).toBe("private, no-cache");
    expect(same.headers.has("content-type")).toBe(false);
    const other = await read(tag, respond({ data: [2] }));
    expect(other.status).toBe(200);
    expect(await other.json()).toEqual({ data: [2] });
  });

  test("keeps the tag of a resource, and compares it as a whole", async () => {
    const tag = versionTag("v", "{}");
    const tagged = () => respond({}, { headers: { ETag: tag } });
    expect((await read(null, tagged())).headers.get("etag")).toBe(tag);
    expect((await read(tag, tagged())).status).toBe(304);
    expect((await read(`W/${tag}`, tagged())).status).toBe(304);
    expect((await read('"v.other"', tagged())).status).toBe(200);
    expect((await read("*", tagged())).status).toBe(304);
  });

  test("leaves errors and what isn't JSON as they are", async () => {
    const problem = respond({}, { status: 404 });
    expect((await read("*", problem)).headers.get("cache-control")).toBe("no-store");
    const text = new Response("text", { headers: { "Content-Type": "text/plain" } });
    expect((await read("*", text)).status).toBe(200);
  });
});

test("a tag without its quotes is no match", () => {
  expect(hasSame(request({ "If-None-Match": "abc" }), '"abc"')).toBe(false);
});

test("a version depends on the settings, and not on their order", () => {
  const settings = { a: 1, b: { c: [1, 2], d: null } };
  expect(versionOf({ b: { d: null, c: [1, 2] }, a: 1 })).toBe(versionOf(settings));
  expect(versionOf({ ...settings, a: 2 })).not.toBe(versionOf(settings));
  expect(versionOf({ ...settings, b: { c: [2, 1], d: null } })).not.toBe(versionOf(settings));
  const exact = (figures: string) => versionOf({ a: { "exact number": figures } });
  expect(exact("9007199254740993")).not.toBe(exact("9007199254740992"));
});
