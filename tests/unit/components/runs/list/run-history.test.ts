import { describe, expect, test } from "vitest";
import { appendRuns, renewRuns } from "@/components/runs/list/merge-runs";
import { isDay, toRunPeriod } from "@/components/runs/list/run-period";
import { responseOf } from "@/components/runs/list/run-table";
import type { Page, RunDto } from "@/lib/domain/run/run";

const run = (minute: number): RunDto => ({
  id: `run-${String(minute).padStart(2, "0")}`,
  workspace_id: "workspace",
  routine_id: "routine",
  routine_name: "Ping",
  triggered_by: "SCHEDULE",
  status: "SUCCESS",
  is_degraded: false,
  http_status: 200,
  duration_ms: 100,
  error_code: null,
  error_detail: null,
  error_message: null,
  scheduled_for: null,
  attempt: 1,
  will_retry: false,
  missed_slots: 0,
  lag_ms: 0,
  dns_ms: null,
  connect_ms: null,
  tls_ms: null,
  first_byte_ms: null,
  remote_address: null,
  certificate_expires_at: null,
  response_bytes: null,
  worker_id: null,
  started_at: null,
  finished_at: null,
  created_at: `2026-03-01T09:${String(minute).padStart(2, "0")}:00.000Z`,
  ai_summary: null,
  ai_confidence: null,
  in_maintenance: false,
  replay_id: null,
  superseded_by: null,
});

/** A page with the runs of these minutes, newest first. */
const page = (
  minutes: number[],
  cursor: string | null = `after ${minutes.at(-1)}`,
): Page<RunDto> => ({
  data: minutes.map(run),
  next_cursor: cursor,
});

const minutesOf = ({ data }: Page<RunDto>) => data.map(({ id }) => Number(id.slice(4)));

describe("a history that grows", () => {
  test("takes the next page to its end, and no run twice", () => {
    const grown = appendRuns(page([9, 8, 7]), page([7, 6, 5], null));
    expect(minutesOf(grown)).toEqual([9, 8, 7, 6, 5]);
    expect(grown.next_cursor).toBeNull();
  });

  test.each([
    {
      what: "keeps what a new run pushes out of the first page",
      first: [10, 9, 8],
      then: [10, 9, 8, 7, 6],
    },
    { what: "stays as it is where nothing is new", first: [9, 8, 7], then: [9, 8, 7, 6] },
    { what: "loses a run that was deleted from the first page", first: [9, 7, 6], then: [9, 7, 6] },
    {
      what: "starts over where more came than a page holds",
      first: [20, 19, 18],
      then: [20, 19, 18],
    },
  ])("$what", ({ first, then }) => {
    expect(minutesOf(renewRuns(page([9, 8, 7, 6]), page(first)))).toEqual(then);
  });

  test("goes on where it was read to, and starts over where the list does", () => {
    const known = page([9, 8, 7, 6], "after 6");
    expect(renewRuns(known, page([10, 9, 8], "after 8")).next_cursor).toBe("after 6");
    expect(renewRuns(known, page([20, 19], "after 19")).next_cursor).toBe("after 19");
  });

  test("is the first page where that is all there is", () => {
    expect(minutesOf(renewRuns(page([9, 8, 7]), page([9, 8], null)))).toEqual([9, 8]);
    expect(minutesOf(renewRuns(page([9, 8, 7]), page([], null)))).toEqual([]);
  });
});

describe("the days of a history", () => {
  test.each([
    ["2026-02-28", true],
    ["2026-02-30", false],
    ["2026-2-8", false],
    ["soon", false],
    ["", false],
  ])("%j names a day: %s", (text, isNamed) => {
    expect(isDay(text)).toBe(isNamed);
  });

  test.each([
    [
      { from: "2026-03-01", to: "2026-03-01" },
      "UTC",
      "2026-03-01T00:00:00.000Z",
      "2026-03-02T00:00:00.000Z",
    ],
    [
      { from: "2026-03-01", to: "2026-03-02" },
      "America/Sao_Paulo",
      "2026-03-01T03:00:00.000Z",
      "2026-03-03T03:00:00.000Z",
    ],
    // A day of 23 hours, and the last of a month.
    [
      { from: "2026-03-29", to: "2026-03-29" },
      "Europe/Berlin",
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T22:00:00.000Z",
    ],
    [{ to: "2026-02-28" }, "UTC", undefined, "2026-03-01T00:00:00.000Z"],
    [{ from: "2026-02-30", to: "soon" }, "UTC", undefined, undefined],
    [{ from: "2026-03-01" }, "Mars/Olympus", "2026-03-01T00:00:00.000Z", undefined],
    [{}, "UTC", undefined, undefined],
  ])("%o in %s are from %s until %s", (days, timezone, from, to) => {
    expect(toRunPeriod(days, timezone)).toEqual({
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to }),
    });
  });
});

describe("what came back, in a word", () => {
  test.each([
    [
      { http_status: 200, error_code: null },
      { kind: "http", status: 200 },
    ],
    [
      { http_status: 503, error_code: "HTTP_STATUS" },
      { kind: "http", status: 503 },
    ],
    [
      { http_status: 200, error_code: "TOO_LARGE" },
      { kind: "error", code: "TOO_LARGE" },
    ],
    [
      { http_status: null, error_code: "DNS" },
      { kind: "error", code: "DNS" },
    ],
    [{ http_status: null, error_code: null }, null],
  ] as const)("%j is shown as %j", (run, response) => {
    expect(responseOf(run)).toEqual(response);
  });
});
