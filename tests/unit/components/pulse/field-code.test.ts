import fc from "fast-check";
import { expect, test } from "vitest";
import { packColumns, unpackColumns } from "@/components/pulse/field-code";
import type { PulseColumn } from "@/lib/domain/run/pulse";
import { moment, outcome } from "@/tests/support/run-arbitraries";

const column: fc.Arbitrary<PulseColumn> = fc.record({
  column: fc.nat(1_440),
  runs: fc.nat(1_440),
  failed: fc.nat(1_440),
  worst: fc.record({ at: moment, ...outcome }),
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
