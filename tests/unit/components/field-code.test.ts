import fc from "fast-check";
import { expect, test } from "vitest";
import { packColumns, unpackColumns } from "@/components/runs/field-code";
import type { PulseColumn } from "@/lib/domain/overview";
import { runErrorCodes } from "@/lib/domain/run-outcome";
import { runStatuses } from "@/lib/domain/run-status";

const milliseconds = fc.nat(86_400_000);

const column: fc.Arbitrary<PulseColumn> = fc.record({
  column: fc.nat(1_440),
  runs: fc.nat(1_440),
  failed: fc.nat(1_440),
  worst: fc.record({
    at: fc
      .date({
        min: new Date("2000-01-01T00:00:00Z"),
        max: new Date("2999-12-31T23:59:59.999Z"),
        noInvalidDate: true,
      })
      .map((date) => date.toISOString()),
    status: fc.constantFrom(...runStatuses),
    is_degraded: fc.boolean(),
    http_status: fc.option(fc.integer({ min: 100, max: 999 })),
    duration_ms: fc.option(milliseconds),
    error_code: fc.option(fc.constantFrom(...runErrorCodes)),
    lag_ms: fc.option(milliseconds),
  }),
});

test("the columns of a row come out of their code as they went in", () => {
  fc.assert(
    fc.property(fc.array(column), (columns) => {
      expect(unpackColumns(packColumns(columns))).toEqual(columns);
    }),
  );
});

test("a mark takes no more than forty characters", () => {
  const busy: PulseColumn = {
    column: 71,
    runs: 20,
    failed: 3,
    worst: {
      at: "2026-03-01T09:00:00.123Z",
      status: "FAIL",
      is_degraded: false,
      http_status: 503,
      duration_ms: 29_999,
      error_code: "HTTP_STATUS",
      lag_ms: 59_999,
    },
  };
  expect(packColumns([busy]).length).toBeLessThanOrEqual(40);
});
