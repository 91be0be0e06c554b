import fc from "fast-check";
import { expect, test } from "vitest";
import { packMarks, unpackMarks } from "@/components/pulse/mark-code";
import type { PulseMark } from "@/lib/domain/run/pulse";
import { moment, outcome } from "@/tests/support/run-arbitraries";

const mark: fc.Arbitrary<PulseMark> = fc.record({
  id: fc.uuid(),
  ...outcome,
  scheduled_for: fc.option(moment),
  started_at: fc.option(moment),
  created_at: moment,
});

test("the runs of a chart come out of their code as they went in, whatever their order", () => {
  fc.assert(
    fc.property(fc.array(mark), (marks) => {
      expect(unpackMarks(packMarks(marks))).toEqual(marks);
    }),
  );
});

test("a run takes a quarter of what it takes as JSON", () => {
  const runs: PulseMark[] = Array.from({ length: 200 }, (_, index) => ({
    id: crypto.randomUUID(),
    status: "SUCCESS",
    is_degraded: false,
    http_status: 200,
    duration_ms: 212,
    error_code: null,
    lag_ms: 1_038,
    scheduled_for: new Date(Date.UTC(2026, 2, 1, 0, 15 * index)).toISOString(),
    started_at: new Date(Date.UTC(2026, 2, 1, 0, 15 * index, 1, 38)).toISOString(),
    created_at: new Date(Date.UTC(2026, 2, 1, 0, 15 * index, 1, 31)).toISOString(),
  }));
  expect(packMarks(runs).length).toBeLessThan(JSON.stringify(runs).length / 4);
});
