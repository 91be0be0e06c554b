import { describe, expect, test } from "vitest";
import { describeApi } from "@/lib/domain/api/openapi-document";
import { allOperations } from "@/lib/domain/api/operations/all-operations";
import { findBreakingChanges, type Json } from "@/scripts/api/breaking-changes";

type Shape = { request?: Json; response?: Json; parameters?: Json[]; paths?: Json };

/** A document with one operation, `PUT /things`. */
function documentOf({ request, response, parameters = [], paths }: Shape): Json {
  const json = (schema: Json) => ({ content: { "application/json": { schema } } });
  const operation = {
    parameters,
    ...(request !== undefined && { requestBody: json(request) }),
    responses: { 200: json(response ?? {}) },
  };
  return { paths: paths ?? { "/things": { put: operation } } };
}

const object = (properties: Json, required: string[] = []) => ({
  type: "object",
  properties,
  required,
});
const text = { type: "string" };
const kind = (...values: string[]) => ({ type: "string", enum: values });

describe("a change that breaks clients is found", () => {
  test.each<[string, Shape, Shape, string]>([
    ["a path that is gone", {}, { paths: {} }, "PUT /things is gone"],
    ["a method that is gone", {}, { paths: { "/things": { get: {} } } }, "PUT /things is gone"],
    [
      "a field of a response that is gone",
      { response: object({ a: text, b: text }) },
      { response: object({ a: text }) },
      "PUT /things 200 body.b is gone",
    ],
    [
      "a field of a response that may be left out",
      { response: object({ a: text }, ["a"]) },
      { response: object({ a: text }) },
      "PUT /things 200 body.a may now be left out",
    ],
    [
      "a response that may be null",
      { response: object({ a: text }) },
      { response: object({ a: { type: ["string", "null"] } }) },
      "PUT /things 200 body.a may now be null",
    ],
    [
      "another type in a list",
      { response: { type: "array", items: text } },
      { response: { type: "array", items: { type: "integer" } } },
      "PUT /things 200 body[] may now be integer",
    ],
    [
      "an input that is now required",
      { request: object({ a: text }) },
      { request: object({ a: text }, ["a"]) },
      "PUT /things body.a is now required",
    ],
    [
      "a value that is no longer taken",
      { request: object({ a: kind("x", "y") }) },
      { request: object({ a: kind("x") }) },
      'PUT /things body.a no longer takes "y"',
    ],
    [
      "an input that is no longer known",
      { request: { ...object({ a: text, b: text }), additionalProperties: false } },
      { request: { ...object({ a: text }), additionalProperties: false } },
      "PUT /things body.b is gone",
    ],
    [
      "a lower limit",
      { request: object({ a: { type: "string", maxLength: 9 } }) },
      { request: object({ a: { type: "string", maxLength: 8 } }) },
      "PUT /things body.a has a narrower maxLength",
    ],
    [
      "an alternative that is no longer taken",
      { request: { oneOf: [object({ a: kind("x") }), object({ a: kind("y") })] } },
      { request: { oneOf: [object({ a: kind("x") })] } },
      "PUT /things body no longer takes",
    ],
    [
      "a field of one kind of object in a response that is gone",
      { response: { oneOf: [object({ type: { const: "x" }, a: text })] } },
      { response: { oneOf: [object({ type: { const: "x" } })] } },
      "PUT /things 200 body may now be",
    ],
    [
      "a parameter that is now required",
      {},
      { parameters: [{ name: "q", in: "query", required: true, schema: text }] },
      "PUT /things query q is now required",
    ],
    [
      "a parameter that is gone",
      { parameters: [{ name: "q", in: "query", schema: text }] },
      {},
      "PUT /things query q is gone",
    ],
  ])("%s", (_, before, after, line) => {
    const found = findBreakingChanges(documentOf(before), documentOf(after));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(line);
  });
});

describe("a change that clients put up with is not found", () => {
  test.each<[string, Shape, Shape]>([
    [
      "a new field of a response",
      { response: object({ a: text }) },
      { response: object({ a: text, b: text }, ["b"]) },
    ],
    [
      "another value of a response",
      { response: object({ a: kind("x") }) },
      { response: object({ a: kind("x", "y") }) },
    ],
    [
      "a new kind of object in a response",
      { response: { oneOf: [object({ type: { const: "x" } })] } },
      { response: { oneOf: [object({ type: { const: "x" } }), object({ type: { const: "y" } })] } },
    ],
    [
      "a value that no response has any more",
      { response: object({ a: kind("x", "y") }) },
      { response: object({ a: kind("x") }) },
    ],
    [
      "a new input that may be left out",
      { request: object({ a: text }, ["a"]) },
      { request: object({ a: text, b: text }, ["a"]) },
    ],
    [
      "another value that is taken",
      { request: object({ a: kind("x") }) },
      { request: object({ a: kind("x", "y") }) },
    ],
    [
      "a wider limit",
      { request: object({ a: { type: "string", maxLength: 8 } }) },
      { request: object({ a: { type: "string" } }) },
    ],
    [
      "an input that may now be null",
      { request: object({ a: text }) },
      { request: object({ a: { anyOf: [text, { type: "null" }] } }) },
    ],
    [
      "a response that is never null any more",
      { response: { anyOf: [text, { type: "null" }] } },
      { response: text },
    ],
  ])("%s", (_, before, after) => {
    expect(findBreakingChanges(documentOf(before), documentOf(after))).toEqual([]);
  });

  test("and a document is like itself", () => {
    const document = describeApi(allOperations, { appUrl: "https://opspulse.test", version: "1" });
    expect(findBreakingChanges(document, document)).toEqual([]);
  });
});
