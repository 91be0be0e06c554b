import { describe, expect, test } from "vitest";
import { ConnectionLostError } from "@/db/connections/connection-lost-error";
import {
  ConflictError,
  DomainError,
  NotFoundError,
  TryLaterError,
  ValidationError,
} from "@/lib/domain/errors";
import { toProblem } from "@/lib/http/problem";

const unreachable = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
const late = Object.assign(new Error("no response within 15 s"), { code: "DATABASE_DEADLINE" });
const readOnly = Object.assign(new Error("in a read-only transaction"), { code: "25006" });

describe("a problem", () => {
  test.each([
    [new NotFoundError(), 404, "NOT_FOUND"],
    [new ConflictError("busy"), 409, "CONFLICT"],
    [new DomainError("UNAUTHENTICATED", "who?"), 401, "UNAUTHENTICATED"],
    [new DomainError("FORBIDDEN", "no"), 403, "FORBIDDEN"],
    [new DomainError("BAD_REQUEST", "what?"), 400, "BAD_REQUEST"],
    [new TryLaterError("RATE_LIMITED", "often", 9), 429, "RATE_LIMITED"],
    [new TryLaterError("BUSY", "taken", 5), 503, "BUSY"],
    [new DomainError("PAYLOAD_TOO_LARGE", "much"), 413, "PAYLOAD_TOO_LARGE"],
    [new DomainError("UNSUPPORTED_MEDIA_TYPE", "xml"), 415, "UNSUPPORTED_MEDIA_TYPE"],
    [new Error("query failed", { cause: unreachable }), 503, "UNAVAILABLE"],
    [new Error("query failed", { cause: late }), 503, "UNAVAILABLE"],
    [new Error("query failed", { cause: readOnly }), 503, "UNAVAILABLE"],
    [new ConnectionLostError("CONNECTION_READ_ONLY"), 503, "UNAVAILABLE"],
    [new Error("boom"), 500, "INTERNAL"],
    ["thrown text", 500, "INTERNAL"],
  ])("of %s has status %i and code %s", (error, status, code) => {
    expect(toProblem(error, "id")).toMatchObject({
      status,
      code,
      request_id: "id",
      errors: [],
    });
  });

  test("of a validation names each field", () => {
    const problems = [{ path: "name", code: "name_required", message: "Give it a name." }];
    expect(toProblem(new ValidationError(problems), "id")).toMatchObject({
      status: 422,
      errors: problems,
    });
  });

  test("of an unexpected error shows no details", () => {
    const text = JSON.stringify(toProblem(new Error("password=hunter2"), "id"));
    expect(text).not.toContain("hunter2");
  });
});
