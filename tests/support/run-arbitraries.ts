import fc from "fast-check";
import { runErrorCodes } from "@/lib/domain/run/run-error-code";
import { runStatuses } from "@/lib/domain/run/run-status";

const milliseconds = fc.nat(86_400_000);

/** A moment that a run can have, as the API writes it. */
export const moment = fc
  .date({
    min: new Date("2000-01-01T00:00:00Z"),
    max: new Date("2999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString());

/** What can have come of a run. */
export const outcome = {
  status: fc.constantFrom(...runStatuses),
  is_degraded: fc.boolean(),
  http_status: fc.option(fc.integer({ min: 100, max: 999 })),
  duration_ms: fc.option(milliseconds),
  error_code: fc.option(fc.constantFrom(...runErrorCodes)),
  lag_ms: fc.option(milliseconds),
};
