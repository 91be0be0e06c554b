import { describe, expect, it } from "vitest";
import { previewText } from "@/tests/support/imports/import-sample";

const limits = { minIntervalMinutes: 5, maxTimeoutSeconds: 30, defaultTimeoutSeconds: 8 };

function readLine(schedule: string, options = {}) {
  const { items, refused } = previewText(`${schedule} curl https://example.com/x`, {
    source: "crontab",
    timezone: "UTC",
    ...options,
  });
  const [item] = items;
  return item === undefined
    ? `✗ ${String(refused[0]?.code)}`
    : `${item.settings.cron_expression ?? `every ${String(item.settings.interval_minutes)}`} ${item.remarks
        .map(({ code }) => code)
        .filter((code) => code !== "timezone_assumed")
        .join(" ")}`.trim();
}

const schedule = (expression: string, more = {}) =>
  JSON.stringify([
    { Name: "d", InvocationEndpoint: "https://example.com/x", HttpMethod: "POST" },
    {
      Name: "s",
      ScheduleExpression: expression,
      Target: { Arn: "arn:aws:events:eu-west-1:1:api-destination/d/1" },
      ...more,
    },
  ]);

function readExpression(expression: string, more = {}) {
  const { items, refused } = previewText(schedule(expression, more));
  const { interval_minutes, cron_expression, run_at } = items[0]?.settings ?? {};
  return items.length === 0
    ? `✗ ${String(refused[0]?.code)}`
    : (cron_expression ?? run_at ?? `every ${String(interval_minutes)}`);
}

describe("schedules of other schedulers", () => {
  it.each([
    ["@daily", "0 0 * * *"],
    ["@every 90s", "every 5 interval_raised"],
    ["@every 7m30s", "every 8 seconds_rounded"],
    ["@every 2h", "every 120"],
    ["* * * * *", "*/5 * * * * cron_thinned"],
    ["*/3 9-17 * * 1-5", "*/5 9-17 * * 1-5 cron_thinned"],
    ["0-59 * * * *", "✗ cron_too_frequent"],
    ["0,2 4 * * *", "✗ cron_too_frequent"],
    ["0 */5 * * * *", "*/5 * * * * seconds_dropped"],
    ["30 */5 * * * *", "*/5 * * * * seconds_lost"],
    ["10/15 * * * *", "10-59/15 * * * * cron_rewritten"],
    ["0 0 30 2 *", "✗ cron_invalid"],
    ["H * * * *", "✗ unreadable"],
  ])("a crontab's %s becomes %s", (text, expected) => {
    expect(readLine(text)).toBe(expected);
  });

  it("is thinned to what the instance allows, and never to more runs than there were", () => {
    const hourly = { ...limits, minIntervalMinutes: 60 };
    expect(readLine("*/10 * * * *", { limits: hourly })).toBe("0 * * * * cron_thinned");
    expect(readLine("*/10 * * * *", { limits: { ...limits, minIntervalMinutes: 45 } })).toBe(
      "0 * * * * cron_thinned",
    );
    expect(readLine("*/10 3 * * *", { limits: { ...limits, minIntervalMinutes: 90 } })).toBe(
      "✗ cron_too_frequent",
    );
  });

  it.each(["Brasilia", "E. South America Standard Time", "+03:00"])(
    "refuses the zone %s by its name",
    (zone) => {
      const { items, refused } = previewText(
        `CRON_TZ="${zone}"\n0 9 * * * curl https://example.com/x`,
        {
          source: "crontab",
        },
      );
      expect(items).toEqual([]);
      expect(refused).toMatchObject([{ code: "timezone_unknown", params: { name: zone } }]);
    },
  );

  it.each([
    ["rate(1 minute)", "every 5"],
    ["rate(36 hours)", "every 2160"],
    ["rate(0 minutes)", "✗ interval_invalid"],
    ["rate(999999999 days)", "✗ interval_invalid"],
    ["cron(0 10 * * ? *)", "0 10 * * ?"],
    ["cron(15 12 ? * 1 *)", "15 12 ? * SUN"],
    ["cron(0 9 ? * 3#1 *)", "0 9 ? * TUE#1"],
    ["cron(0 9 ? * 6L *)", "0 9 ? * FRIL"],
    ["cron(0 9 LW * ? *)", "✗ cron_invalid"],
    ["cron(0/10 * * * ? *)", "*/10 * * * ?"],
    ["cron(0 9 1 * ? 2026-2028)", "0 9 1 * ?"],
    ["cron(0 9 1 * ? 2020)", "✗ time_passed"],
    ["cron(0 9 1 * ? 2027/2)", "✗ cron_years"],
    ["cron(0 9 1 * ?)", "✗ cron_invalid"],
    ["at(2027-02-30T09:00:00)", "✗ cron_invalid"],
    ["at(2027-03-01T09:00:00)", "2027-03-01T09:00:00.000Z"],
    ["every day", "✗ cron_invalid"],
  ])("EventBridge's %s becomes %s", (text, expected) => {
    expect(readExpression(text)).toBe(expected);
  });

  it("shows the first three slots in the schedule's own zone", () => {
    const [item] = previewText(
      "CRON_TZ=America/Sao_Paulo\n30 9 * * 1 curl https://example.com/x",
    ).items;
    expect(item?.next_runs).toEqual([
      "2026-11-30T12:30:00.000Z",
      "2026-12-07T12:30:00.000Z",
      "2026-12-14T12:30:00.000Z",
    ]);
  });
});
