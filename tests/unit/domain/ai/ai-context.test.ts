import { describe, expect, it } from "vitest";
import { buildAiContext } from "@/lib/domain/ai/ai-context";
import { maskText, maskUrl } from "@/lib/domain/ai/mask-text";
import type { RunDetailDto } from "@/lib/domain/run/run";
import { runDetail } from "@/tests/support/run-detail";

describe("text that leaves the instance", () => {
  it.each([
    ["a bearer token", "Authorization: Bearer abc.def", "abc.def"],
    ["a password in JSON", '{"password": "hunter2", "ok": true}', "hunter2"],
    ["a password that is cut off", '{"db_password": "hunter2', "hunter2"],
    ["a key in a form", "api_key=k-1&name=x", "k-1"],
    ["a cookie", "Set-Cookie: sid=s3cr3t; Path=/", "s3cr3t"],
    ["a JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "eyJhbGciOiJIUzI1NiJ9"],
    ["a hash", "digest d41d8cd98f00b204e9800998ecf8427e", "d41d8cd98f00b204"],
    ["an email address", "contact ada@example.com now", "ada@example.com"],
    ["a card number", "card 4111 1111 1111 1111", "4111 1111"],
    ["credentials in a URL", "postgres://app:hunter2@db/x failed", "hunter2"],
    ["a value of a query", "GET https://a.example/x?q=private&b=c", "private"],
  ])("has %s masked", (_name, text, secret) => {
    const masked = maskText(text);
    expect(masked).toContain("[masked]");
    expect(masked).not.toContain(secret);
  });

  it.each([
    "The server responded with 503.",
    "connect ECONNREFUSED 10.0.0.7:5432",
    '{"status":"down"}',
  ])("keeps what explains a failure: %s", (text) => {
    expect(maskText(text)).toBe(text);
  });

  it("is masked in time, however it is made", () => {
    for (const unit of ["a", "a1", "token", "@a", "?a=", "1 ", "://"]) {
      const startedAtMs = performance.now();
      maskText(unit.repeat(4_096 / unit.length));
      expect(performance.now() - startedAtMs).toBeLessThan(1_000);
    }
  });

  it.each([
    [
      "https://ada:hunter2@api.example.com/v1/jobs?key=k&page=2#frag",
      "https://api.example.com/v1/jobs?key=[masked]&page=[masked]",
    ],
    [
      "https://hooks.example.com/services/T0001234567890abcdefgh/run",
      "https://hooks.example.com/services/[masked]/run",
    ],
    ["https://example.com/", "https://example.com/"],
    ["not a url", "[masked]"],
  ])("a URL has its host and path alone: %s", (url, masked) => {
    expect(maskUrl(url)).toBe(masked);
  });
});

describe("what a model is given of a run", () => {
  const request = { method: "POST", url: "https://example.com/health?key=hunter2" };
  const contextOf = (given: Partial<RunDetailDto>, lastGood: RunDetailDto | null = null) =>
    buildAiContext({ run: runDetail(given), lastGood, request });

  it("is this, and nothing else", () => {
    const run: Partial<RunDetailDto> = {
      status: "FAIL",
      http_status: 503,
      error_code: "HTTP_STATUS",
      error_message: "The endpoint responded with 503.",
      response_headers: { "set-cookie": "sid=hunter2" },
      response_body: '{"error":"token: hunter2","status":"down"}',
      redirects: [{ url: "https://example.com/old?key=hunter2", status: 301 }],
      broken_rules: [
        {
          rule: { type: "body", operator: "contains", value: "hunter2" },
          found: "password=hunter2",
          fault: null,
        },
      ],
    };
    const context = contextOf(run, runDetail({ response_body: "hunter2" }));
    expect(JSON.stringify(context)).not.toContain("hunter2");
    expect(context).toEqual({
      request: { method: "POST", url: "https://example.com/health?key=[masked]" },
      outcome: "FAIL",
      http_status: 503,
      duration_ms: 200,
      attempt: 1,
      error_code: "HTTP_STATUS",
      error_message: "The endpoint responded with 503.",
      phases: { dns_ms: 10, connect_ms: 20, tls_ms: 40, first_byte_ms: 100 },
      broken_rules: [{ type: "body", fault: null, found: "password=[masked]" }],
      redirects: [{ url: "https://example.com/old?key=[masked]", status: 301 }],
      certificate_expires_at: "2026-06-01T00:00:00.000Z",
      response_body: '{"error":"token: [masked]","status":"down"}',
      last_good_run: {
        http_status: 200,
        duration_ms: 200,
        finished_at: "2026-03-02T12:00:00.240Z",
      },
    });
  });

  it("has the first 500 characters of a body, and none that isn't kept", () => {
    expect(contextOf({ response_body: "ab ".repeat(1_000) }).response_body).toHaveLength(500);
    expect(contextOf({ response_body: null }).response_body).toBeNull();
  });

  it("is whole text where the cut falls into a character", () => {
    const { response_body } = contextOf({ response_body: `${"a".repeat(499)}😀` });
    expect(response_body?.isWellFormed()).toBe(true);
  });

  it("calls a slow success what it is", () => {
    expect(contextOf({ is_degraded: true }).outcome).toBe("DEGRADED");
  });
});
