import { describe, expect, it } from "vitest";
import { checkCreateRoutine, checkRequest, checkUpdateRoutine } from "@/lib/domain/routine/routine";
import { routineLimits as limits } from "@/tests/support/routine-fixture";

const given = {
  name: "Report",
  endpoint_url: "https://api.example.com/report",
  interval_minutes: 15,
};

const check = (others: Record<string, unknown>) => {
  const checked = checkCreateRoutine({ ...given, ...others }, limits);
  return checked.ok ? [] : checked.problems.map(({ path, code }) => [path, code]);
};

describe("a routine with values in its request", () => {
  it("is saved with values in the query, headers and body", () => {
    expect(
      check({
        endpoint_url: "https://api.example.com/report?day={{slot_date-1d}}&at={{slot}}",
        headers_json: { "X-Run": "{{run_id}}" },
        http_method: "POST",
        body: '{"since":"{{previous_slot}}","attempt":{{attempt}}}',
      }),
    ).toEqual([]);
  });

  it("has its URL without the blanks between braces, which no URL may have", () => {
    const checked = checkCreateRoutine(
      { ...given, endpoint_url: " https://api.example.com/?a={{ slot_date - 1d }}&b={{ slot }} " },
      limits,
    );
    expect(checked).toMatchObject({
      ok: true,
      value: { endpoint_url: "https://api.example.com/?a={{slot_date-1d}}&b={{slot}}" },
    });
  });

  it.each([
    ["in the query", { endpoint_url: "https://a.example/?d={{day}}" }, "endpoint_url"],
    ["in a header", { headers_json: { "X-Day": "{{day}}" } }, "headers_json.X-Day"],
    ["in the body", { http_method: "POST", body: "{{day}}" }, "body"],
  ])("is refused with a wrong name %s, and saved with filling off", (_where, others, path) => {
    expect(check(others)).toEqual([[path, "value_unknown"]]);
    expect(check({ ...others, fill_values: false })).toEqual([]);
  });

  it("is refused where its values make it longer than a request may be", () => {
    const body = `${"x".repeat(65_530)}{{attempt}}`;
    expect(check({ http_method: "POST", body })).toEqual([["body", "body_too_long"]]);
    const filled = `${"x".repeat(65_536 - 30)}{{previous_slot}}`;
    expect(check({ http_method: "POST", body: filled })).toEqual([]);
    const overlong = `${"x".repeat(65_536 - 20)}{{slot}}`;
    expect(check({ http_method: "POST", body: overlong })).toEqual([["body", "body_too_long"]]);
    expect(check({ headers_json: { A: `${"x".repeat(8_180)}{{run_id}}` } })).toEqual([
      ["headers_json.A", "header_refused"],
    ]);
  });

  it("keeps what it was told about braces when its request changes", () => {
    const created = checkCreateRoutine({ ...given, fill_values: false }, limits);
    if (!created.ok) throw new Error("It is refused.");
    const change = { http_method: "POST", body: "{{ user.name }}" };
    expect(checkUpdateRoutine(created.value, change, limits)).toMatchObject({
      ok: true,
      value: { fill_values: false },
    });
    expect(
      checkUpdateRoutine(created.value, { ...change, fill_values: true }, limits),
    ).toMatchObject({ ok: false, problems: [{ path: "body", code: "value_unknown" }] });
  });

  it("names a value's problem in words that say what to do", () => {
    const problemOf = (others: Record<string, unknown>) => {
      const checked = checkCreateRoutine({ ...given, ...others }, limits);
      return checked.ok ? "" : (checked.problems[0]?.message ?? "");
    };
    expect(problemOf({ endpoint_url: "https://a.example/?d={{slot_day}}" })).toBe(
      "The URL's query has {{slot_day}}, which isn't a value that is filled in. Did you mean {{slot_date}}? The values are {{slot}}, {{slot_date}}, {{slot_unix}}, {{previous_slot}}, {{run_id}}, {{attempt}}. Write {{{{ where two braces are meant as text, or set fill_values to false.",
    );
    expect(problemOf({ headers_json: { "X-Day": "{{slot_date-1}}" } })).toBe(
      'The header "X-Day" has {{slot_date-1}}, whose offset can\'t be used. {{slot}}, {{slot_date}}, {{slot_unix}}, {{previous_slot}} take a number of days, at most 3,650, as in {{slot_date-1d}}.',
    );
    expect(problemOf({ endpoint_url: "https://{{baseUrl}}/users" })).toMatch(
      /^\{\{baseUrl\}\} stands in the host of the URL, and values are filled in only in its query/,
    );
  });
});

describe("a test of a request", () => {
  const scheduleOf = (others: Record<string, unknown>) => {
    const checked = checkRequest({ endpoint_url: given.endpoint_url, ...others }, limits);
    if (!checked.ok) throw new Error("It is refused.");
    const { interval_minutes, cron_expression, timezone } = checked.value;
    return [interval_minutes, cron_expression, timezone];
  };

  it.each([
    [{ interval_minutes: 30, timezone: "Europe/Berlin" }, [30, null, "Europe/Berlin"]],
    [{ cron_expression: "0 9 * * *", timezone: "Asia/Tokyo" }, [null, "0 9 * * *", "Asia/Tokyo"]],
    [{ cron_expression: "CRON_TZ=Asia/Tokyo 0 9 * * *" }, [null, "0 9 * * *", "Asia/Tokyo"]],
    [{ cron_expression: "0 9 * *", timezone: "Asia/Tokyo" }, [5, null, "Asia/Tokyo"]],
    [{ interval_minutes: 1 }, [5, null, "UTC"]],
    [{ interval_minutes: "x", timezone: "Nowhere" }, [5, null, "UTC"]],
    [{}, [5, null, "UTC"]],
  ])("has the schedule of %j where it is sound", (others, expected) => {
    expect(scheduleOf(others)).toEqual(expected);
  });
});
