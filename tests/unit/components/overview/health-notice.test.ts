import { createElement } from "react";
import { describe, expect, it } from "vitest";
import { HealthNotice } from "@/components/overview/health-notice";
import { HealthStatus } from "@/components/shell/health-status";
import type { HealthDto } from "@/lib/domain/health";
import { renderText } from "@/tests/support/render-markup";

const healthOf = (problems: HealthDto["problems"]): HealthDto => ({
  status: problems.length === 0 ? "ok" : "late",
  problems,
  database: { status: "ok", latency_ms: 2 },
  schema: { status: "ok", version: "0001_sample", expected: "0001_sample" },
  scheduler: { last_tick_at: null, due: 3, oldest_due_lag_ms: 400_000, lag_ms: null },
  version: "1",
});

const noticeOf = (problems: HealthDto["problems"], locale: "en" | "pt-BR") =>
  renderText(createElement(HealthNotice, { health: healthOf(problems) }), { locale });
const statusOf = (problems: HealthDto["problems"], locale: "en" | "pt-BR") =>
  renderText(createElement(HealthStatus, { health: healthOf(problems) }), { locale });

describe("the health of the instance on screen", () => {
  it("a scheduler that doesn't run says so, and what to check", () => {
    expect(noticeOf(["scheduler_silent", "scheduler_late"], "en")).toContain("isn't running");
    expect(noticeOf(["scheduler_silent"], "en")).toContain("/api/cron/tick");
    expect(noticeOf(["scheduler_silent"], "pt-BR")).toContain("O agendador está parado");
  });

  it("a database that takes no writes says what that means for the runs, and where to read on", () => {
    expect(noticeOf(["database_read_only", "scheduler_silent"], "en")).toContain("no run starts");
    expect(noticeOf(["database_read_only"], "pt-BR")).toContain("nenhuma execução começa");
    expect(noticeOf(["database_read_only"], "en")).toContain("free-plans");
  });

  it("a scheduler that is late says by how much", () => {
    expect(noticeOf(["scheduler_late"], "en")).toContain("6.7 min");
    expect(noticeOf(["scheduler_late"], "pt-BR")).toContain("6,7 min");
  });

  it("a healthy instance has no notice", () => {
    expect(noticeOf([], "en")).toBe("");
  });

  it("each problem has words of its own in the sidebar, in both languages", () => {
    const words = (["en", "pt-BR"] as const).flatMap((locale) =>
      [[], ["database_down"], ["database_read_only"], ["scheduler_silent"], ["scheduler_late"]].map(
        (problems) => statusOf(problems as HealthDto["problems"], locale),
      ),
    );
    expect(new Set(words).size).toBe(10);
  });
});
