import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { allOperations } from "@/lib/domain/api/operations/all-operations";

const root = join(import.meta.dirname, "../../../..");

/** Routes that are no operation of the API: what no other route has, and protocols of their own. */
const NO_OPERATIONS = ["/api/{path}", "/api/mcp"];

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
  expect(operations.toSorted()).toEqual(routes.toSorted());
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
