import { describe, expect, it } from "vitest";
import type { RunDetailDto } from "@/lib/domain/run/run";
import { findRunChanges, type RunChange } from "@/lib/domain/run/run-changes";
import { runDetail } from "@/tests/support/run-detail";

type Given = Partial<RunDetailDto>;

const changesOf = (run: Given, lastGood: Given = {}) =>
  findRunChanges(runDetail(run), runDetail(lastGood));

const hop = { url: "https://example.com/old", status: 301 };

describe("the changes since the last good run", () => {
  it("are none for two runs that differ in their ids and times only", () => {
    const other = { id: "other", created_at: "2026-03-03T12:00:00.000Z", lag_ms: 900 };
    expect(changesOf(other)).toEqual([]);
  });

  it.each<[string, Given, Given, RunChange[]]>([
    ["another status", { http_status: 503 }, {}, [{ kind: "status", before: 200, after: 503 }]],
    ["no status", { http_status: null }, {}, [{ kind: "status", before: 200, after: null }]],
    ["a good run without a status", { http_status: 200 }, { http_status: null }, []],
    [
      "another address",
      { remote_address: "2001:db8::1" },
      {},
      [{ kind: "address", before: "203.0.113.10", after: "2001:db8::1" }],
    ],
    ["no address on record", { remote_address: null }, {}, []],
    ["no address on record before", {}, { remote_address: null }, []],
    [
      "another certificate",
      { certificate_expires_at: "2027-06-01T00:00:00.000Z" },
      {},
      [
        {
          kind: "certificate",
          before: "2026-06-01T00:00:00.000Z",
          after: "2027-06-01T00:00:00.000Z",
        },
      ],
    ],
    [
      "no TLS any more",
      { certificate_expires_at: null },
      {},
      [{ kind: "certificate", before: "2026-06-01T00:00:00.000Z", after: null }],
    ],
    [
      "no response that could have shown a certificate",
      { certificate_expires_at: null, response_headers: null },
      {},
      [],
    ],
    [
      "a redirect that was not there",
      { redirects: [hop] },
      {},
      [{ kind: "redirects", before: [], after: [hop] }],
    ],
    [
      "a redirect with another status",
      { redirects: [{ ...hop, status: 302 }] },
      { redirects: [hop] },
      [{ kind: "redirects", before: [hop], after: [{ ...hop, status: 302 }] }],
    ],
    [
      "a redirect to elsewhere",
      { redirects: [{ ...hop, url: "https://example.com/new" }] },
      { redirects: [hop] },
      [
        {
          kind: "redirects",
          before: [hop],
          after: [{ ...hop, url: "https://example.com/new" }],
        },
      ],
    ],
    ["the same redirects", { redirects: [hop] }, { redirects: [{ ...hop }] }, []],
    [
      "a header more, a header less, a header changed, by name",
      { response_headers: { server: "apache", "retry-after": "5" } },
      {},
      [
        { kind: "header_removed", name: "content-type", before: "application/json" },
        { kind: "header_added", name: "retry-after", after: "5" },
        { kind: "header_changed", name: "server", before: "nginx", after: "apache" },
      ],
    ],
    [
      "an empty header that was not there",
      { response_headers: { via: "" } },
      { response_headers: {} },
      [{ kind: "header_added", name: "via", after: "" }],
    ],
    ["no head of an answer", { response_headers: null }, {}, []],
    ["no head of the good answer on record", {}, { response_headers: null }, []],
  ])("%s", (_name, run, lastGood, changes) => {
    expect(changesOf(run, lastGood)).toEqual(changes);
  });

  it.each([
    "age",
    "cf-ray",
    "date",
    "etag",
    "expires",
    "ratelimit",
    "ratelimit-remaining",
    "request-id",
    "server-timing",
    "x-amz-cf-id",
    "x-amz-id-2",
    "x-amz-request-id",
    "x-amzn-requestid",
    "x-ratelimit-reset",
    "x-request-id",
    "x-runtime",
  ])("do not include the volatile header %s", (name) => {
    const withHeader = (value: string) => ({ response_headers: { [name]: value } });
    expect(changesOf(withHeader("2"), withHeader("1"))).toEqual([]);
    expect(changesOf(withHeader("2"), { response_headers: {} })).toEqual([]);
  });

  it.each(["ratelimit-limit", "x-ratelimit-limit", "ratelimit-policy", "x-cache", "vary"])(
    "%s is news",
    (name) => {
      const withHeader = (value: string) => ({ response_headers: { [name]: value } });
      expect(changesOf(withHeader("2"), withHeader("1"))).toEqual([
        { kind: "header_changed", name, before: "1", after: "2" },
      ]);
    },
  );

  it.each<[string, Given, Given, string[]]>([
    ["twice as long and 100 ms more", { duration_ms: 300, first_byte_ms: 200 }, {}, ["waiting"]],
    ["99 ms more", { duration_ms: 299, first_byte_ms: 199 }, {}, []],
    [
      "100 ms more, and less than twice as long",
      { duration_ms: 1_100, first_byte_ms: 1_000 },
      { duration_ms: 1_000, first_byte_ms: 900 },
      [],
    ],
    [
      "the whole and a step",
      { duration_ms: 2_100, first_byte_ms: 2_000 },
      {},
      ["total", "waiting"],
    ],
    [
      "half as long and 100 ms less",
      { duration_ms: 100, dns_ms: 1, connect_ms: 1, tls_ms: 1, first_byte_ms: 90 },
      { duration_ms: 1_000, dns_ms: 1, connect_ms: 1, tls_ms: 1, first_byte_ms: 990 },
      ["total", "waiting"],
    ],
    ["a slow read", { duration_ms: 700 }, {}, ["total", "reading"]],
    [
      "a step that only one of them took",
      { dns_ms: 300, duration_ms: 390 },
      { dns_ms: null, duration_ms: 200 },
      [],
    ],
    ["no duration", { duration_ms: null }, { duration_ms: 5_000, first_byte_ms: 90 }, []],
  ])("include notable durations: %s", (_name, run, lastGood, phases) => {
    const told = changesOf(run, lastGood).map((change) =>
      change.kind === "duration" ? change.phase : change.kind,
    );
    expect(told).toEqual(phases);
  });

  it("compare durations from the good run to this one", () => {
    expect(changesOf({ duration_ms: 5_000, first_byte_ms: 4_900 })).toContainEqual({
      kind: "duration",
      phase: "total",
      before: 200,
      after: 5_000,
    });
  });

  it("begin with the most telling one", () => {
    const run = {
      http_status: 503,
      duration_ms: 5_000,
      remote_address: "203.0.113.11",
      certificate_expires_at: null,
      redirects: [hop],
      response_headers: {},
    };
    expect([...new Set(changesOf(run).map(({ kind }) => kind))]).toEqual([
      "status",
      "duration",
      "address",
      "redirects",
      "certificate",
      "header_removed",
    ]);
  });
});
