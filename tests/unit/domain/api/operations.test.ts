import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { allOperations } from "@/lib/domain/api/operations/all-operations";

const root = join(import.meta.dirname, "../../../..");

/** Routes that are no operation of the API: what no other route has, and protocols of their own. */
const NO_OPERATIONS = ["/api/{path}", "/api/mcp"];

/** Operations that are still to be described. */
const MISSING = new Set([
  "POST /api/alert-policy/backtest",
  "GET /api/alert-policy",
  "PUT /api/alert-policy",
  "DELETE /api/channels/{id}",
  "GET /api/channels/{id}",
  "PATCH /api/channels/{id}",
  "POST /api/channels/{id}/test",
  "GET /api/channels",
  "POST /api/channels",
  "GET /api/cron/tick",
  "POST /api/cron/tick",
  "GET /api/deliveries",
  "POST /api/incidents/{id}/acknowledge",
  "POST /api/incidents/{id}/notes",
  "POST /api/incidents/{id}/resolve",
  "GET /api/incidents/{id}",
  "POST /api/incidents/{id}/snooze",
  "GET /api/incidents",
  "GET /api/live",
  "DELETE /api/maintenance/{id}",
  "GET /api/maintenance",
  "POST /api/maintenance",
  "GET /api/metrics",
  "GET /api/pulse",
  "GET /api/push-key",
  "GET /api/routines/{id}/runs/{runId}/explain",
  "POST /api/routines/{id}/runs/{runId}/explain",
  "DELETE /api/secrets/{id}",
  "PATCH /api/secrets/{id}",
  "GET /api/secrets",
  "POST /api/secrets",
  "DELETE /api/tags/{id}",
  "PATCH /api/tags/{id}",
  "GET /api/tags",
]);

/** The methods of each route, by the call of `defineRoute` in its file. */
const routes = readdirSync(join(root, "app/api"), { recursive: true, encoding: "utf8" })
  .filter((file) => /(?:^|\/)route\.tsx?$/.test(file))
  .flatMap((file) => {
    const folder = dirname(relative(root, join(root, "app/api", file))).slice("app".length);
    const path = folder.replace(/\[+(?:\.{3})?(\w+)\]+/g, "{$1}");
    if (NO_OPERATIONS.includes(path)) return [];
    const source = readFileSync(join(root, "app/api", file), "utf8");
    const [, handlers = ""] = /defineRoute(?:<[^]*?>)?\(\{([^]*?)\}\);/.exec(source) ?? [];
    const methods = [...handlers.matchAll(/\b(DELETE|GET|PATCH|POST|PUT)\b/g)].map(
      ([name]) => name,
    );
    expect(methods, `${file} names its methods to defineRoute`).not.toEqual([]);
    return methods.map((method) => `${method} ${path}`);
  });

const operations = allOperations.map(({ method, path }) => `${method} ${path}`);

test("every method of every route is an operation of the API, and nothing else is", () => {
  const described = new Set([...operations, ...MISSING]);
  expect(routes.filter((route) => !described.has(route))).toEqual([]);
  expect(operations.filter((operation) => !routes.includes(operation))).toEqual([]);
  expect(operations.filter((operation) => MISSING.has(operation))).toEqual([]);
});

test("operations have names of their own", () => {
  const ids = allOperations.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test("the example of a body is one that the operation takes", () => {
  for (const { id, body, example } of allOperations) {
    if (example !== undefined) expect(body?.safeParse(example).error, id).toBeUndefined();
  }
});
