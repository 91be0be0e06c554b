import { describe, expect, test } from "vitest";
import { toJsonNumber } from "@/lib/domain/json/exact-json";
import { readJson, readOptionalJson } from "@/lib/http/read-json";

const request = (body?: string, type = "application/json") =>
  new Request("http://localhost/api/x", {
    method: "POST",
    headers: { "Content-Type": type },
    ...(body !== undefined && { body }),
  });

describe.each([
  ["that needs a body", readJson],
  ["that may have a body", readOptionalJson],
] as const)("a request %s", (_name, read) => {
  test("is read as JSON", async () => {
    expect(await read(request('{"note":"é"}'))).toEqual({ note: "é" });
    expect(await read(request("[]", "application/merge-patch+json; charset=utf-8"))).toEqual([]);
  });

  test("keeps the figures of its numbers", async () => {
    expect(await read(request('{"id":9007199254740993}'))).toEqual({
      id: toJsonNumber("9007199254740993"),
    });
  });

  test.each([
    ['{"note":1}', "text/plain", "UNSUPPORTED_MEDIA_TYPE"],
    ["{", "application/json", "BAD_REQUEST"],
    [" ", "application/json", "BAD_REQUEST"],
    ["x".repeat(262_145), "application/json", "PAYLOAD_TOO_LARGE"],
  ])("is refused: %.20s as %s", async (body, type, code) => {
    await expect(read(request(body, type))).rejects.toMatchObject({ code });
  });
});

test("a request without a body is an empty object only where none is needed", async () => {
  expect(await readOptionalJson(request())).toEqual({});
  expect(await readOptionalJson(request("", "text/plain"))).toEqual({});
  await expect(readJson(request())).rejects.toMatchObject({ code: "BAD_REQUEST" });
});
