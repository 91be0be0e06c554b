import { expect, test } from "vitest";
import { defineRoute, REFUSED_METHOD_HEADER, routeMethods } from "@/lib/http/define-route";
import { readQuery } from "@/lib/http/read-query";

const ok = async () => new Response("ok");
const context = { params: Promise.resolve({}) };
const call = (
  route: ReturnType<typeof defineRoute<Record<string, never>>>,
  method: (typeof routeMethods)[number],
  headers: Record<string, string> = {},
) => route[method](new Request("http://localhost/api/x", { headers }), context);

test("a route answers the methods that it has, and lists them for all others", async () => {
  const route = defineRoute({ GET: ok, PATCH: ok });
  for (const method of routeMethods) {
    const response = await call(route, method);
    const isHandled = method === "GET" || method === "HEAD" || method === "PATCH";
    expect([method, response.status]).toEqual([
      method,
      isHandled ? 200 : method === "OPTIONS" ? 204 : 405,
    ]);
    if (!isHandled) expect(response.headers.get("allow")).toBe("GET, HEAD, OPTIONS, PATCH");
  }
});

test("a method that was refused has a problem with its request id", async () => {
  const response = await call(defineRoute({ POST: ok }), "OPTIONS", {
    [REFUSED_METHOD_HEADER]: "PROPFIND",
  });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("OPTIONS, POST");
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({
    code: "METHOD_NOT_ALLOWED",
    request_id: response.headers.get("x-request-id"),
  });
});

test("a repeated parameter is a list, and no other one is", () => {
  const request = new Request("http://localhost/?limit=1&q=a&limit=2&empty");
  expect(readQuery(request)).toEqual({ limit: ["1", "2"], q: "a", empty: "" });
});
