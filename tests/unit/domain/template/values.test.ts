import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GapPolicy } from "@/lib/domain/routine/routine-options";
import type { Schedule } from "@/lib/domain/schedule/schedule";
import { previousSlot } from "@/lib/domain/slots/previous-slot";
import { fillRequest } from "@/lib/domain/template/fill-request";
import { findTemplateProblems } from "@/lib/domain/template/find-template-problems";
import { longestMoment, valueOf, type RunMoment } from "@/lib/domain/template/run-moment";
import { inBraces, takesDays, valueNames } from "@/lib/domain/template/value-names";

const runId = "0b6a9c1e-6a5b-4d3f-9a51-0d8f3a1f7c11";

const momentAt = (slot: string, timezone: string, others: Partial<RunMoment> = {}): RunMoment => ({
  slot: new Date(slot),
  previousSlot: () => new Date("2026-03-02T11:00:00Z"),
  runId,
  attempt: 2,
  timezone,
  ...others,
});
const moment = momentAt("2026-03-02T12:00:00Z", "America/Sao_Paulo");

const url = "https://api.example.com/report";
const bodyOf = (body: string, headers: Record<string, string> = {}, at = moment) =>
  fillRequest({ url, headers, body }, at).body;
const queryOf = (query: string, at = moment) =>
  fillRequest({ url: `${url}?${query}`, headers: {}, body: null }, at).url.slice(url.length + 1);

const problemsOf = (texts: { url?: string; headers?: Record<string, string>; body?: string }) =>
  findTemplateProblems({ url, headers: {}, body: null, ...texts }).map(
    ({ path, code, params }) => ({ path, code, ...params }),
  );

describe("a value", () => {
  it.each([
    ["{{slot}}", "2026-03-02T12:00:00.000Z"],
    ["{{slot_date}}", "2026-03-02"],
    ["{{slot_unix}}", "1772452800"],
    ["{{previous_slot}}", "2026-03-02T11:00:00.000Z"],
    ["{{run_id}}", runId],
    ["{{attempt}}", "2"],
    ["{{slot_date-1d}}", "2026-03-01"],
    ["{{slot_date-2d}}", "2026-02-28"],
    ["{{slot_date+2d}}", "2026-03-04"],
    ["{{slot_date+0d}}", "2026-03-02"],
    ["{{slot_date-366d}}", "2025-03-01"],
    ["{{slot-1d}}", "2026-03-01T12:00:00.000Z"],
    ["{{slot_unix+1d}}", "1772539200"],
    ["{{previous_slot-7d}}", "2026-02-23T11:00:00.000Z"],
    ["{{ slot_date }}", "2026-03-02"],
    ["{{\tslot_date - 1d }}", "2026-03-01"],
    ["{{slot_date}}{{attempt}}", "2026-03-022"],
    ['{"a":{"b":{{attempt}}}}', '{"a":{"b":2}}'],
    ["a {{{run_id}}} b", `a {${runId}} b`],
  ])("%s is %s", (text, filled) => {
    expect(bodyOf(text)).toBe(filled);
  });

  it.each([
    ["two braces as text", "{{{{ user.name }}", "{{ user.name }}"],
    ["a name as text", "{{{{slot}}", "{{slot}}"],
    ["text and a value", "{{{{{{attempt}}}}", "{{2}}"],
    ["single braces", '{"a":{"b":1}}', '{"a":{"b":1}}'],
    ["closing braces alone", "a }} b", "a }} b"],
    ["a price in dollars", "${slot} $slot %slot%", "${slot} $slot %slot%"],
    ["escaped braces of a URL", "%7B%7Bslot%7D%7D", "%7B%7Bslot%7D%7D"],
  ])("%s", (_what, text, filled) => {
    expect(bodyOf(text)).toBe(filled);
  });

  it("counts days on the calendar of the routine's zone, not of UTC", () => {
    const late = "2026-03-02T01:30:00Z";
    expect(bodyOf("{{slot_date}}", {}, momentAt(late, "America/Sao_Paulo"))).toBe("2026-03-01");
    expect(bodyOf("{{slot_date}}", {}, momentAt(late, "UTC"))).toBe("2026-03-02");
    expect(bodyOf("{{slot_date}}", {}, momentAt(late, "Pacific/Kiritimati"))).toBe("2026-03-02");
    expect(
      bodyOf("{{slot_date}}", {}, momentAt("2026-03-02T10:00:00Z", "Pacific/Kiritimati")),
    ).toBe("2026-03-03");
    expect(bodyOf("{{slot_date}}", {}, momentAt(late, "Nowhere/Gone"))).toBe("2026-03-02");
  });

  it.each([
    // 29 March 2026 has 23 hours in Berlin, and 25 October has 25.
    [
      "the same time the day before a clock is put forward",
      "2026-03-29T07:00:00Z",
      -1,
      "2026-03-28T08:00:00.000Z",
    ],
    ["the same time the day after", "2026-03-28T08:00:00Z", 1, "2026-03-29T07:00:00.000Z"],
    [
      "a time that the day skips, moved forward",
      "2026-03-28T01:30:00Z",
      1,
      "2026-03-29T01:30:00.000Z",
    ],
    [
      "a time that the day shows twice, the first",
      "2026-10-24T00:30:00Z",
      1,
      "2026-10-25T00:30:00.000Z",
    ],
    ["from the second of two equal times", "2026-10-25T01:30:00Z", -1, "2026-10-24T00:30:00.000Z"],
    ["across a whole summer", "2026-03-01T08:00:00Z", 100, "2026-06-09T07:00:00.000Z"],
  ] as const)("means %s", (_what, slot, offsetDays, expected) => {
    const at = momentAt(slot, "Europe/Berlin");
    expect(valueOf({ name: "slot", offsetDays }, at)).toBe(expected);
    expect(valueOf({ name: "slot_unix", offsetDays }, at)).toBe(
      String(Date.parse(expected) / 1_000),
    );
  });

  it("a date counts on where the zone left out a day", () => {
    // Samoa had no 30 December 2011.
    const at = momentAt("2011-12-31T12:00:00Z", "Pacific/Apia");
    expect(valueOf({ name: "slot_date", offsetDays: 0 }, at)).toBe("2012-01-01");
    expect(valueOf({ name: "slot_date", offsetDays: -2 }, at)).toBe("2011-12-30");
  });

  it("does not ask for the previous slot unless it is named", () => {
    const at = momentAt("2026-03-02T12:00:00Z", "UTC", {
      previousSlot: () => {
        throw new Error("asked");
      },
    });
    expect(bodyOf("{{slot}} {{slot_date-1d}} {{run_id}}", {}, at)).toContain("2026-03-01");
    expect(() => bodyOf("{{previous_slot}}", {}, at)).toThrow("asked");
  });
});

describe("where a value stands", () => {
  it.each([
    ["day={{slot_date-1d}}", "day=2026-03-01"],
    ["at={{slot}}", "at=2026-03-02T12%3A00%3A00.000Z"],
    [
      "next=https%3A%2F%2Fa.example%2F%3Fat%3D{{slot}}%26b",
      "next=https%3A%2F%2Fa.example%2F%3Fat%3D2026-03-02T12%3A00%3A00.000Z%26b",
    ],
    ["a=%20{{attempt}}%20", "a=%202%20"],
    ["{{slot_date}}=x&y={{run_id}}#part", `2026-03-02=x&y=${runId}#part`],
    ["q={{{{slot}}", "q={{slot}}"],
    ["u=https://b.example/{{slot_date}}", "u=https://b.example/2026-03-02"],
  ])("in the query, %s is sent as %s", (query, sent) => {
    expect(queryOf(query)).toBe(sent);
  });

  it("in a header it is as it is", () => {
    const headers = { "X-At": "{{slot}}; attempt={{attempt}}", Accept: "*/*" };
    expect(fillRequest({ url, headers, body: null }, moment).headers).toEqual({
      "X-At": "2026-03-02T12:00:00.000Z; attempt=2",
      Accept: "*/*",
    });
  });

  it.each([
    [{ "content-type": "application/x-www-form-urlencoded" }, "at=2026-03-02T12%3A00%3A00.000Z"],
    [
      { "Content-Type": "Application/X-WWW-Form-Urlencoded; charset=utf-8" },
      "at=2026-03-02T12%3A00%3A00.000Z",
    ],
    [{ "Content-Type": "application/x-www-form-urlencoded-not" }, "at=2026-03-02T12:00:00.000Z"],
    [{ "Content-Type": "application/json" }, "at=2026-03-02T12:00:00.000Z"],
    [{}, "at=2026-03-02T12:00:00.000Z"],
  ])("in a body of %j the slot is sent as %s", (headers, sent) => {
    expect(bodyOf("at={{slot}}", headers)).toBe(sent);
  });

  it("within a string of JSON it is that string's content", () => {
    const body = JSON.stringify(
      Object.fromEntries(valueNames.map((name) => [name, inBraces(name)])),
    );
    expect(JSON.parse(bodyOf(body) ?? "")).toEqual(
      Object.fromEntries(
        valueNames.map((name) => [name, valueOf({ name, offsetDays: 0 }, moment)]),
      ),
    );
  });
});

describe("a value that can't be filled in", () => {
  it.each([
    ["{{slto}}", "{{slot}}"],
    ["{{ Slot }}", "{{slot}}"],
    ["{{slotDate}}", "{{slot_date}}"],
    ["{{slot-date}}", "{{slot_date}}"],
    ["{{slot.date}}", "{{slot_date}}"],
    ["{{slot_dat-1d}}", "{{slot_date-1d}}"],
    ["{{date}}", "{{slot_date}}"],
    ["{{unix}}", "{{slot_unix}}"],
    ["{{previous}}", "{{previous_slot}}"],
    ["{{prev_slot}}", "{{previous_slot}}"],
    ["{{runId}}", "{{run_id}}"],
    ["{{atempt}}", "{{attempt}}"],
    ["{{ user.name }}", "none"],
    ["{{#each items}}", "none"],
    ["{{> partial}}", "none"],
    ["{{DATE(2026-03-02T12:00:00Z, SHORT)}}", "none"],
    ["{{}}", "none"],
    ["{{ }}", "none"],
    ["{{$timestamp}}", "none"],
    ["{{ slot | upper }}", "{{slot}}"],
  ])("%s is refused, and %s suggested", (text, nearest) => {
    const [problem, ...others] = problemsOf({ body: text });
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ path: "body", code: "value_unknown", found: text, nearest });
  });

  it.each([
    "{{slot_date-1}}",
    "{{slot_date-1h}}",
    "{{slot_date -1 day}}",
    "{{slot_date--1d}}",
    "{{slot_date-1.5d}}",
    "{{slot_date−1d}}",
    "{{slot_date-3651d}}",
    "{{slot_date+99999d}}",
    "{{slot_date+100000d}}",
    "{{slot_date 1d}}",
    "{{slot_date-}}",
    "{{run_id-1d}}",
    "{{attempt+1d}}",
    "{{slot_date-1d+1d}}",
  ])("the offset of %s is refused", (text) => {
    expect(problemsOf({ body: text })).toMatchObject([
      { path: "body", code: "value_offset_invalid", found: text },
    ]);
  });

  it.each(["{{slot", "{{slot}", "a {{ b", "{{slot {{slot}}", "{{", "x{{{"])(
    "%s isn't closed",
    (text) => {
      expect(problemsOf({ body: text })).toMatchObject([{ code: "value_unclosed" }]);
    },
  );

  it("is named with the header, or the line of the body, that it is in", () => {
    expect(
      problemsOf({
        url: `${url}?a={{day}}`,
        headers: { "X-Ok": "{{slot}}", "X-Day": "{{today}}" },
        body: '{\n  "a": "{{now}}"\n}',
      }),
    ).toMatchObject([
      { path: "endpoint_url", code: "value_unknown", place: "url", found: "{{day}}" },
      { path: "headers_json.X-Day", code: "value_unknown", place: "header", header: "X-Day" },
      { path: "body", code: "value_unknown", place: "body", line: 2, found: "{{now}}" },
    ]);
  });

  it.each([
    ["https://{{run_id}}.example.com/", "host"],
    ["https://{{baseUrl}}/users", "host"],
    ["{{baseUrl}}/users?u=https://a.example/", "host"],
    ["https://api.example.com:{{attempt}}/", "host"],
    ["https://{{attempt}}@api.example.com/", "host"],
    ["https://api.example.com{{attempt}}", "host"],
    ["{{scheme}}://api.example.com/", "scheme"],
    ["https://api.example.com/{{slot_date}}.csv", "path"],
    ["https://api.example.com/{{slot_date}}?a=1", "path"],
    ["https://api.example.com/{{ slot_dat", "path"],
    ["https://api.example.com/?a=1#{{slot}}", "fragment"],
    ["https://api.example.com/#?{{slot}}", "fragment"],
  ])("in %s it stands in the %s, where it may not", (given, part) => {
    expect(problemsOf({ url: given })).toMatchObject([
      { path: "endpoint_url", code: "value_outside_query", part },
    ]);
  });

  it("is one too many after 50, wherever they stand", () => {
    const values = (count: number) => "{{attempt}}".repeat(count);
    expect(problemsOf({ body: values(50) })).toEqual([]);
    expect(problemsOf({ body: values(51) })).toMatchObject([{ code: "values_too_many", max: 50 }]);
    expect(
      problemsOf({ url: `${url}?${values(20)}`, headers: { A: values(20) }, body: values(11) }),
    ).toMatchObject([{ path: "body", code: "values_too_many" }]);
  });

  it("leaves the whole request as it stands when it is sent: no run fails for it", () => {
    for (const texts of [
      { url: `${url}?{{slot}}`, headers: {}, body: "{{ user.name }}" },
      { url: `${url}/{{slot}}`, headers: {}, body: "{{slot}}" },
      { url: `${url}?{{slot`, headers: { A: "{{slot}}" }, body: null },
    ]) {
      expect(fillRequest(texts, moment)).toBe(texts);
    }
  });

  it("is found in time that grows with the text, not with its square", () => {
    const started = performance.now();
    for (const text of ["{{", "{", "{{a", "}}", "{{ a }} ", "{{slot}} ", "{{{{", "{{slot-"]) {
      problemsOf({ body: text.repeat(65_536 / text.length) });
    }
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe("the slot before", () => {
  const cron = (expression: string, timezone: string, gapPolicy: GapPolicy = "SKIP") =>
    ({ kind: "cron", expression, timezone, gapPolicy }) as const;
  const before = (schedule: Schedule, slot: string, anchor = slot) =>
    previousSlot(schedule, new Date(slot), new Date(anchor)).toISOString().slice(0, 16);

  it.each([
    ["0 9 * * *", "Europe/Berlin", "2026-03-29T07:00Z", "2026-03-28T08:00"],
    ["0 9 * * *", "Europe/Berlin", "2026-10-26T08:00Z", "2026-10-25T08:00"],
    ["0 9 * * 1-5", "UTC", "2026-03-02T09:00Z", "2026-02-27T09:00"],
    // 02:30 doesn't exist on 29 March in Berlin.
    ["30 2 * * *", "Europe/Berlin", "2026-03-30T00:30Z", "2026-03-28T01:30"],
    // 02:30 comes twice on 25 October, and runs the first time.
    ["30 2 * * *", "Europe/Berlin", "2026-10-26T01:30Z", "2026-10-25T00:30"],
    ["0 * * * *", "Europe/Berlin", "2026-10-25T01:00Z", "2026-10-25T00:00"],
    ["0 0 29 2 *", "UTC", "2028-02-29T00:00Z", "2024-02-29T00:00"],
    ["0 0 29 2 *", "UTC", "2104-02-29T00:00Z", "2096-02-29T00:00"],
    ["0 0 1 1 *", "UTC", "2026-01-01T00:00Z", "2025-01-01T00:00"],
    // A manual run starts between two slots.
    ["0 9 * * *", "UTC", "2026-03-02T12:34Z", "2026-03-02T09:00"],
    ["0 9 * * *", "UTC", "2026-03-02T08:59Z", "2026-03-01T09:00"],
  ])("%s in %s at %s is %s", (expression, timezone, slot, expected) => {
    expect(before(cron(expression, timezone), slot)).toBe(expected);
  });

  it.each([
    ["2026-03-02T12:00Z", "2026-03-02T12:00Z", "2026-03-02T11:45"],
    ["2026-03-02T12:07Z", "2026-03-02T12:15Z", "2026-03-02T12:00"],
    ["2026-03-02T12:15Z", "2026-03-02T12:15Z", "2026-03-02T12:00"],
    ["2026-03-05T12:07Z", "2026-03-02T12:15Z", "2026-03-05T12:00"],
  ])("every 15 minutes at %s, in the series through %s, is %s", (slot, anchor, expected) => {
    expect(before({ kind: "interval", intervalMinutes: 15 }, slot, anchor)).toBe(expected);
  });

  it("is the run after a gap of the clock, where the schedule makes up for it", () => {
    const daily = cron("30 2 * * *", "Europe/Berlin", "RUN_AFTER_GAP");
    expect(before(daily, "2026-03-30T00:30Z")).toBe("2026-03-29T01:00");
  });

  it("is the slot itself where a routine runs once, and that one slot for a later manual run", () => {
    const once = { kind: "once", at: new Date("2026-03-02T12:00Z") } as const;
    expect(before(once, "2026-03-02T12:00Z")).toBe("2026-03-02T12:00");
    expect(before(once, "2026-03-05T12:00Z")).toBe("2026-03-02T12:00");
    expect(before(once, "2026-03-01T12:00Z")).toBe("2026-03-01T12:00");
  });
});

describe("whatever the text", () => {
  const plainText = fc.string({ maxLength: 60 }).filter((text) => !text.includes("{{"));
  const value = fc
    .tuple(fc.constantFrom(...valueNames), fc.integer({ min: -3_650, max: 3_650 }))
    .map(([name, days]) => {
      const offset = days < 0 ? `${days}d` : `+${days}d`;
      return inBraces(takesDays(name) ? `${name}${offset}` : name);
    });
  const anyMoment = fc.record({
    slot: fc.date({
      min: new Date("2000-01-01T00:00:00Z"),
      max: new Date("2999-12-31T23:59:00Z"),
      noInvalidDate: true,
    }),
    timezone: fc.constantFrom(
      "UTC",
      "Europe/Berlin",
      "America/Sao_Paulo",
      "Pacific/Apia",
      "Asia/Kolkata",
      "America/St_Johns",
      "Australia/Lord_Howe",
    ),
    runId: fc.uuid(),
    attempt: fc.integer({ min: 1, max: 99 }),
  });
  const momentsOf = (given: Omit<RunMoment, "previousSlot">): RunMoment => ({
    ...given,
    previousSlot: () => given.slot,
  });

  it("text without values is sent as it is", () => {
    fc.assert(
      fc.property(plainText, plainText, plainText, (query, header, body) => {
        const texts = { url: `${url}?${query}`, headers: { A: header }, body };
        expect(fillRequest(texts, moment)).toBe(texts);
        expect(findTemplateProblems(texts)).toEqual([]);
      }),
    );
  });

  it("text that is escaped is sent as it was meant", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("{{", "a", "}}", " ", "slot"), { maxLength: 12 }),
        (parts) => {
          const meant = parts.join("");
          expect(bodyOf(meant.replaceAll("{{", "{{{{"))).toBe(meant);
        },
      ),
    );
  });

  it("no value has a character that means anything where it stands", () => {
    fc.assert(
      fc.property(value, anyMoment, (text, at) => {
        expect(bodyOf(text, {}, momentsOf(at))).toMatch(/^[0-9A-Za-z:.-]+$/);
      }),
    );
  });

  it("a filled URL has the same origin and path, and as many parameters", () => {
    const query = fc
      .array(fc.oneof(value, fc.constantFrom("a=1", "&", "b=", "%26", "?", "/", "#", "@", ":")), {
        maxLength: 12,
      })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(query, anyMoment, (text, at) => {
        const given = `https://api.example.com:8443/a/b?${text}`;
        const filled = new URL(
          fillRequest({ url: given, headers: {}, body: null }, momentsOf(at)).url,
        );
        const parsed = new URL(given);
        expect([filled.origin, filled.pathname]).toEqual([parsed.origin, parsed.pathname]);
        expect([...filled.searchParams].length).toBe([...parsed.searchParams].length);
        expect(filled.hash.length > 0).toBe(parsed.hash.length > 0);
      }),
    );
  });

  it("no run's values are longer than those that a request is checked with", () => {
    fc.assert(
      fc.property(value, anyMoment, (text, at) => {
        const lengthAt = (given: RunMoment) => queryOf(text, given).length;
        expect(lengthAt(momentsOf(at))).toBeLessThanOrEqual(lengthAt(longestMoment(at.timezone)));
      }),
    );
  });
});
