import { createElement, type ReactElement } from "react";
import { describe, expect, it } from "vitest";
import { RunChanges } from "@/components/runs/page/run-changes";
import { RunExchange } from "@/components/runs/page/run-exchange";
import type { RunDetailDto } from "@/lib/domain/run/run";
import { compareBodies } from "@/lib/services/runs/compare-bodies";
import { renderMarkup, renderText } from "@/tests/support/render-markup";
import { runDetail, withoutEvidence } from "@/tests/support/run-detail";

const now = new Date("2026-03-02T12:05:00Z");
const textOf = (element: ReactElement) => renderText(element, { now });

const routine = {
  id: "routine",
  http_method: "POST" as const,
  endpoint_url: "https://example.com/health",
  headers_json: { Accept: "application/json" },
  body: '{"probe":true}',
  fill_values: true,
  interval_minutes: 10,
  cron_expression: null,
  run_at: null,
  gap_policy: "SKIP" as const,
  timezone: "America/Sao_Paulo",
  next_run_at: "2026-03-02T12:10:00.000Z",
  secret_ref: "PAYMENTS",
  keep_body: "ON_FAILURE" as const,
};

describe("a run without evidence", () => {
  it.each(["MISSED", "ABANDONED", "RUNNING", "SUCCESS"] as const)(
    "%s shows no empty section",
    (status) => {
      const run = runDetail({ ...withoutEvidence, status });
      const lastGood = runDetail(withoutEvidence);
      expect(textOf(createElement(RunChanges, { run, lastGood, routine, hunks: [] }))).toBe("");
    },
  );
});

describe("the request and the response", () => {
  const exchangeOf = (given: Partial<RunDetailDto>, keep_body: "ALWAYS" | "ON_FAILURE") =>
    textOf(
      createElement(RunExchange, {
        run: runDetail(given),
        routine: { ...routine, keep_body },
        now,
      }),
    );

  it("everything that is on record is there", () => {
    const text = exchangeOf(
      { redirects: [{ url: "https://example.com/old", status: 301 }] },
      "ALWAYS",
    );
    for (const part of [
      "POST https://example.com/health",
      "Accept application/json",
      '{"probe":true}',
      "PAYMENTS",
      "Status 200",
      "Size 15 bytes",
      "Address 203.0.113.10",
      "Expires in 90 days",
      "301 https://example.com/old",
      "Ended with 200",
      "server nginx",
      '{"status":"ok"}',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("First 4 KB");
  });

  it("the request has the values of the run", () => {
    const textWith = (given: Partial<RunDetailDto>, fill_values: boolean) =>
      textOf(
        createElement(RunExchange, {
          run: runDetail({ id: "run-1", attempt: 2, ...given }),
          routine: {
            ...routine,
            endpoint_url: "https://example.com/health?day={{slot_date-1d}}",
            headers_json: { "X-Since": "{{previous_slot}}" },
            body: "{{slot}} {{run_id}} {{attempt}}",
            fill_values,
          },
          now,
        }),
      );
    const scheduled = textWith({ scheduled_for: "2026-03-02T02:00:00.000Z" }, true);
    expect(scheduled).toContain("with this run's values");
    expect(scheduled).toContain("https://example.com/health?day=2026-02-28");
    expect(scheduled).toContain("X-Since 2026-03-02T01:50:00.000Z");
    expect(scheduled).toContain("2026-03-02T02:00:00.000Z run-1 2");
    const manual = textWith({ scheduled_for: null, started_at: "2026-03-02T12:04:31.512Z" }, true);
    expect(manual).toContain("2026-03-02T12:04:00.000Z run-1 2");
    expect(manual).toContain("X-Since 2026-03-02T12:00:00.000Z");
    const literal = textWith({}, false);
    expect(literal).toContain("{{slot}} {{run_id}} {{attempt}}");
    expect(literal).not.toContain("with this run's values");
  });

  it("what was removed to save space is named, and only on runs that lost it", () => {
    const textWith = (given: Partial<RunDetailDto>) =>
      textOf(
        createElement(RunExchange, {
          run: runDetail({ created_at: "2026-01-02T00:00:00Z", ...given }),
          routine: { ...routine, keep_body: "ON_FAILURE" },
          responsesRemovedBefore: "2026-01-03T00:00:00Z",
          now,
        }),
      );
    const removed = { response_body: null, response_headers: {} };
    expect(textWith(removed)).toContain("removed to save space");
    expect(textWith({})).not.toContain("removed to save space");
    expect(textWith({ ...removed, created_at: "2026-01-04T00:00:00Z" })).toContain("Not kept");
  });

  it.each<[string, Partial<RunDetailDto>, "ALWAYS" | "ON_FAILURE", string]>([
    [
      "a certificate that has expired",
      { certificate_expires_at: "2026-02-28T12:00:00Z" },
      "ALWAYS",
      "Expired 2 days ago",
    ],
    ["a body that is cut", { response_bytes: 9_000 }, "ALWAYS", "First 4 KB"],
    ["a body that the routine does not keep", { response_body: null }, "ON_FAILURE", "Not kept"],
    ["a body that is kept and was not there", { response_body: null }, "ALWAYS", "None on record"],
    ["an empty body", { response_body: null, response_bytes: 0 }, "ON_FAILURE", "Empty"],
    [
      "no response",
      { http_status: null, response_headers: null, response_body: null },
      "ALWAYS",
      "No response",
    ],
  ])("%s is shown", (_name, given, policy, words) => {
    expect(exchangeOf(given, policy)).toContain(words);
  });
});

describe("what changed since the last good run, on the page", () => {
  const failed: Partial<RunDetailDto> = { status: "FAIL", http_status: 503 };
  type Case = {
    run: Partial<RunDetailDto>;
    lastGood?: Partial<RunDetailDto> | null;
    keep_body?: "ALWAYS" | "ON_FAILURE";
  };
  const elementOf = ({ run: given, lastGood: good = {}, keep_body = "ALWAYS" }: Case) => {
    const run = runDetail(given);
    const lastGood = good === null ? null : runDetail({ id: "good", ...good });
    const before = lastGood?.response_body ?? null;
    const after = run.response_body;
    const hunks =
      before === null || after === null ? [] : compareBodies({ before, after, maxEdits: 400 });
    return createElement(RunChanges, {
      run,
      lastGood,
      routine: { id: "routine", keep_body },
      hunks: hunks ?? [],
    });
  };

  it.each<[string, Case, string]>([
    ["a difference, from what it was to what it is", { run: failed }, "Status was 200 is now 503"],
    [
      "no response",
      { run: { ...failed, http_status: null, response_headers: null, response_body: null } },
      "Status was 200 is now no response",
    ],
    [
      "a body, line by line",
      { run: { ...failed, response_body: '{"status":"down"}' } },
      '−gone: "status": "ok" +new: "status": "down"',
    ],
    [
      "bodies of which only the beginning is kept",
      { run: { ...failed, response_body: "down", response_bytes: 9_000 } },
      "Compared by their first 4 KB",
    ],
    ["that nothing changed", { run: { is_degraded: true } }, "Nothing on record changed."],
    ["that there is nothing to compare with", { run: failed, lastGood: null }, "no good run"],
    [
      "that the good body is not kept",
      { run: failed, lastGood: { response_body: null }, keep_body: "ON_FAILURE" },
      "only keeps those of failed runs",
    ],
    [
      "that the good body is not on record",
      { run: failed, lastGood: { response_body: null } },
      "the last good run has none on record",
    ],
    [
      "that the good body was empty",
      { run: failed, lastGood: { response_body: null, response_bytes: 0 } },
      "had an empty body",
    ],
    [
      "that this body is not on record",
      { run: { ...failed, response_body: null } },
      "this run has none on record",
    ],
    [
      "that this body is empty",
      { run: { ...failed, response_body: null, response_bytes: 0 } },
      "It's empty now",
    ],
  ])("%s is shown", (_name, given, words) => {
    expect(textOf(elementOf(given))).toContain(words);
  });

  it("the good run is a link away, and so is keeping its body", () => {
    const markup = renderMarkup(
      elementOf({ run: failed, lastGood: { response_body: null }, keep_body: "ON_FAILURE" }),
      { now },
    );
    expect(markup).toContain('href="/runs/good"');
    expect(markup).toContain('href="/routines/routine/edit"');
    expect(markup).toContain("4 min ago");
  });

  it("a plain success that is like the one before shows nothing", () => {
    expect(textOf(elementOf({ run: {} }))).toBe("");
    expect(textOf(elementOf({ run: {}, lastGood: null }))).toBe("");
  });

  it("a plain success that differs is", () => {
    expect(textOf(elementOf({ run: { response_body: "other" } }))).toContain("Body");
    expect(textOf(elementOf({ run: { remote_address: "203.0.113.99" } }))).toContain("Address");
  });

  it("responses that have no body are not compared by it", () => {
    const bodiless = { response_body: null, response_bytes: 0 };
    const text = textOf(elementOf({ run: { ...failed, ...bodiless }, lastGood: bodiless }));
    expect(text).toContain("Status was 200 is now 503");
    expect(text).not.toMatch(/bod(?:y|ies)/i);
  });
});
