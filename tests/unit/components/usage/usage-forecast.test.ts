import { createElement } from "react";
import { describe, expect, it } from "vitest";
import { HistoryKept } from "@/components/settings/history-kept";
import { UsageForecastList } from "@/components/usage/usage-forecast";
import type { UsageForecast } from "@/lib/domain/instance/forecast-usage";
import { renderText } from "@/tests/support/render-markup";

const forecast: UsageForecast = {
  runs: 86_400,
  historyBytesPerDay: 2_700_000,
  meters: {
    invocations: 43_200,
    active_cpu_hours: 0.2512,
    memory_gb_hours: 342.4,
    database_mb: 137.25,
    egress_gb: 0.28,
  },
};

describe("the usage of a month", () => {
  const textOf = (isPart: boolean, locale: "en" | "pt-BR") =>
    renderText(createElement(UsageForecastList, { forecast, isPart }), { locale });

  it("stands beside each free limit, with its plan and the share that is used", () => {
    const text = textOf(false, "en");
    for (const part of [
      "86,400 scheduled runs",
      "2.6 MB a day",
      "43,200 of 1,000,000 (4 %)",
      "0.25 of 4 (6 %)",
      "342 of 360 (95 %)",
      "137 of 500 (27 %)",
      "0.28 of 5 (6 %)",
      "Vercel Hobby",
      "Supabase Free",
    ]) {
      expect(text).toContain(part);
    }
    expect(textOf(false, "pt-BR")).toContain("86.400 execuções agendadas");
  });

  it("leaves out the ticks of the instance for one workspace", () => {
    expect(textOf(true, "en")).not.toContain("Function invocations");
    expect(textOf(true, "en")).toContain("This workspace's part");
  });
});

describe("how far back the history goes", () => {
  const textOf = (runsBefore: string | null) =>
    renderText(
      createElement(HistoryKept, {
        kept: {
          retention_days: 90,
          runs_removed_before: runsBefore,
          responses_removed_before: null,
        },
      }),
      { locale: "en" },
    );

  it("is the retention, and the day before which runs were removed", () => {
    expect(textOf(null)).toBe("Runs are kept for 90 days.");
    expect(textOf("2026-01-05T10:00:00Z")).toMatch(/Runs before 2026-01-05 10:00 UTC were removed/);
  });
});
