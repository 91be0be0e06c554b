import fc from "fast-check";
import { expect, test } from "vitest";
import { packMarks, unpackMarks } from "@/components/runs/mark-code";
import type { PulseMark } from "@/lib/domain/overview";
import { runErrorCodes } from "@/lib/domain/run-outcome";
import { runStatuses } from "@/lib/domain/run-status";

const milliseconds = fc.nat(86_400_000);
const moment = fc
  .date({
    min: new Date("2000-01-01T00:00:00Z"),
    max: new Date("2999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());

const mark: fc.Arbitrary<PulseMark> = fc.record({
  id: fc.uuid(),
  status: fc.constantFrom(...runStatuses),
  is_degraded: fc.boolean(),
  http_status: fc.option(fc.integer({ min: 100, max: 999 })),
  duration_ms: fc.option(milliseconds),
  error_code: fc.option(fc.constantFrom(...runErrorCodes)),
  lag_ms: fc.option(milliseconds),
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
