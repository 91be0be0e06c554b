import { describe, expect, test } from "vitest";
import { DomainError, TryLaterError } from "@/lib/domain/errors";
import { handleRoute } from "@/lib/http/handle-route";

const respond = (handler: Parameters<typeof handleRoute>[0]) =>
  handleRoute(handler)(new Request("http://localhost/api/x"), { params: Promise.resolve({}) });

describe("a route", () => {
  test.each([
    [new TryLaterError("RATE_LIMITED", "Too many requests.", 37), 429, "37"],
    [new TryLaterError("BUSY", "All places are taken.", 5), 503, "5"],
    [new DomainError("FORBIDDEN", "No."), 403, null],
  ])("answers %s with %i, and Retry-After %s", async (error, status, retryAfter) => {
    const response = await respond((_request, _params, headers) => {
      headers.set("RateLimit", '"writes_user";r=0;t=37');
      return Promise.reject(error);
    });
    expect(response.status).toBe(status);
    expect(response.headers.get("retry-after")).toBe(retryAfter);
    expect(response.headers.get("ratelimit")).toBe('"writes_user";r=0;t=37');
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status, code: error.code });
  });

  test("sends the headers that were set before its response", async () => {
    const response = await respond((_request, _params, headers) => {
      headers.set("RateLimit", '"writes_user";r=5;t=60');
      return Promise.resolve(Response.json({}, { headers: { Location: "/x" } }));
    });
    expect(response.headers.get("ratelimit")).toBe('"writes_user";r=5;t=60');
    expect(response.headers.get("location")).toBe("/x");
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});
