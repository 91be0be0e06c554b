import { describe, expect, it } from "vitest";
import { errorDetailNames } from "@/lib/domain/run/error-details";
import { explainFailure, failureCauses, type FailureCause } from "@/lib/domain/run/explain-failure";
import type { RunDetailDto } from "@/lib/domain/run/run";
import { runErrorCodes, type RunErrorCode } from "@/lib/domain/run/run-error-code";
import { ruleFaults, type BrokenRule } from "@/lib/domain/run/run-evidence";
import { runDetail } from "@/tests/support/run-detail";

const causeOf = (given: Partial<RunDetailDto>) => explainFailure(runDetail(given))?.cause ?? null;

const failed = (given: Partial<RunDetailDto>): Partial<RunDetailDto> => ({
  status: "FAIL",
  ...given,
});

describe("the cause of a run", () => {
  it.each<[string, Partial<RunDetailDto>, FailureCause | null]>([
    ["a success has none", {}, null],
    ["a run in flight has none", { status: "RUNNING" }, null],
    ["a degraded success is slow", { is_degraded: true }, "DEGRADED"],
    ["a missed slot", { status: "MISSED" }, "MISSED"],
    ["an abandoned run", { status: "ABANDONED", error_code: "ABANDONED" }, "ABANDONED"],
    ["a failure without a code is ours", failed({}), "INTERNAL"],
  ])("%s", (_name, given, cause) => {
    expect(causeOf(given)).toBe(cause);
  });

  it.each<[number, FailureCause]>([
    [200, "STATUS_OTHER"],
    [301, "STATUS_REDIRECT"],
    [304, "STATUS_NOT_MODIFIED"],
    [400, "STATUS_REQUEST"],
    [418, "STATUS_REQUEST"],
    [401, "STATUS_UNAUTHORIZED"],
    [403, "STATUS_FORBIDDEN"],
    [404, "STATUS_NOT_FOUND"],
    [405, "STATUS_METHOD"],
    [407, "STATUS_UNAUTHORIZED"],
    [410, "STATUS_GONE"],
    [422, "STATUS_UNPROCESSABLE"],
    [429, "STATUS_RATE_LIMITED"],
    [500, "STATUS_SERVER"],
    [502, "STATUS_GATEWAY"],
    [521, "STATUS_ORIGIN_DOWN"],
    [503, "STATUS_UNAVAILABLE"],
    [504, "STATUS_GATEWAY_TIMEOUT"],
    [599, "STATUS_SERVER"],
    [600, "STATUS_OTHER"],
    [999, "STATUS_BOT"],
  ])("of status %i is %s", (http_status, cause) => {
    expect(causeOf(failed({ error_code: "HTTP_STATUS", http_status }))).toBe(cause);
  });

  // As they are stored: a message that is worded otherwise would lose its detail, in old runs too.
  it.each<[FailureCause, string]>([
    ["TIMEOUT_DNS", "the time ran out while looking up the host. Check"],
    ["TIMEOUT_CONNECT", "the time ran out while connecting. Check"],
    ["TIMEOUT_TLS", "the time ran out while negotiating TLS. Check"],
    ["TIMEOUT_WAITING", "the time ran out while waiting for the response. Check"],
    ["TIMEOUT_READING", "the time ran out while reading the response. Check"],
    ["DNS_NOT_FOUND", "The host a.example does not exist in DNS. Check its spelling"],
    ["DNS_NO_ADDRESS", "The host a.example has no address in DNS. Add an A or AAAA record."],
    ["DNS_TIMEOUT", "The host a.example got no response from DNS in time. Check its DNS servers"],
    [
      "DNS_BUSY",
      "The host a.example was not looked up in time, because too many look-ups were waiting for DNS.",
    ],
    ["CONNECT_REFUSED", "a.example refused the connection on port 443."],
    ["TLS_EXPIRED", "a.example could not be trusted: its certificate has expired. Renew it."],
    ["TLS_NOT_YET_VALID", "a.example could not be trusted: its certificate is not valid yet."],
    ["TLS_SELF_SIGNED", "a.example could not be trusted: its certificate is self-signed."],
    ["TLS_UNTRUSTED", "a.example could not be trusted: its certificate is not trusted."],
    ["TLS_OTHER_HOST", "a.example could not be trusted: its certificate is for another host."],
    ["REDIRECT_SECRET", "The endpoint redirects, and a request with a secret is not sent on."],
    ["REDIRECT_TOO_MANY", "The endpoint redirects more than 5 times. Use the final URL."],
    ["REDIRECT_NOT_ENCRYPTED", "from https to http://a.example, which is not encrypted. Correct"],
    ["REDIRECT_NO_LOCATION", "responded with 302 without a usable Location header. Correct"],
    ["FORBIDDEN_TARGET_ADDRESS", "The host a.example has an address that may not be called: pri"],
    ["TOO_LARGE_HEADERS", "The response has more than 16384 bytes of headers. Make"],
  ])("%s is read from the message of its error", (cause, error_message) => {
    const code = runErrorCodes.find((known) => cause.startsWith(`${known}_`)) ?? "INTERNAL";
    expect(causeOf(failed({ error_code: code, error_message }))).toBe(cause);
    expect(errorDetailNames).toContain(cause);
  });

  it("a message that says nothing known leaves the code", () => {
    for (const code of runErrorCodes.filter((known) => known !== "HTTP_STATUS")) {
      expect(causeOf(failed({ error_code: code, error_message: "no" }))).toBe(code);
      expect(causeOf(failed({ error_code: code, error_message: null }))).toBe(code);
    }
  });

  it("a detail of another code is not taken", () => {
    const error_code: RunErrorCode = "CONNECT";
    const error_message = "its certificate has expired";
    expect(causeOf(failed({ error_code, error_message }))).toBe("CONNECT");
  });
});

describe("the cause of a broken rule", () => {
  const breach = (rule: BrokenRule["rule"], fault: BrokenRule["fault"] = null): BrokenRule => ({
    rule,
    found: null,
    fault,
  });
  const status = breach({ type: "status", accept: ["204", "3xx"] });
  const body = breach({ type: "body", operator: "contains", value: "ok" });
  const header = breach({ type: "header", name: "a", operator: "equals", value: "b" });
  const certificate = breach({ type: "certificate", min_days: 14 });
  const slow = breach({ type: "duration", max_ms: 50, otherwise: "FAIL" });
  const degraded = breach({ type: "duration", max_ms: 50, otherwise: "DEGRADED" });
  const json = breach({ type: "json", path: "/a", operator: "exists" });

  const explain = (...broken_rules: BrokenRule[]) =>
    explainFailure(runDetail(failed({ error_code: "ASSERTION", broken_rules })));

  it.each<[FailureCause, BrokenRule[]]>([
    ["RULE_STATUS", [status]],
    ["RULE_BODY", [body]],
    ["RULE_HEADER", [header]],
    ["RULE_CERTIFICATE", [certificate]],
    ["RULE_DURATION", [slow]],
    ["RULE_JSON", [json]],
    ["ASSERTION", [degraded]],
    ["RULE_STATUS", [body, status]],
    ["RULE_BODY", [degraded, body]],
    ["RULE_HEADER", [breach(json.rule, "too_costly"), header]],
  ])("is %s", (cause, broken) => {
    expect(explain(...broken)?.cause).toBe(cause);
  });

  it("of a status that was read as a redirect is the redirect", () => {
    const run = failed({ error_code: "ASSERTION", http_status: 302, broken_rules: [status] });
    expect(causeOf(run)).toBe("STATUS_REDIRECT");
  });

  it("every fault has one", () => {
    for (const fault of ruleFaults) {
      const cause = explain(breach(body.rule, fault))?.cause;
      expect(failureCauses).toContain(cause);
      expect(cause).toBe(`RULE_${fault.toUpperCase()}`);
    }
  });

  it("carries what its text needs", () => {
    expect(explain(status, slow, certificate)?.params).toMatchObject({
      status: "200",
      accept: "204, 3xx",
      duration_ms: 200,
      max_ms: 50,
      days: 14,
      ends: "2026-06-01",
    });
  });
});

describe("a success that is asked about", () => {
  it("explains its duration or its certificate", () => {
    expect(explainFailure(runDetail(), "duration")?.cause).toBe("SLOW");
    expect(explainFailure(runDetail({ is_degraded: true }), "duration")?.cause).toBe("DEGRADED");
    expect(explainFailure(runDetail(), "certificate")?.cause).toBe("CERTIFICATE_ENDS");
  });

  it("a failure is explained as one, whatever is asked", () => {
    const run = runDetail({ status: "FAIL", error_code: "DNS" });
    expect(explainFailure(run, "certificate")?.cause).toBe("DNS");
  });
});
