import { expect, it } from "vitest";
import { measureClockOffset } from "@/scripts/start/clock-offset";
import { createTestDatabase } from "@/tests/support/test-database";

it.each([60_000, -60_000])(
  "the database's clock is found on a machine that is %d ms ahead",
  async (aheadMs) => {
    const database = await createTestDatabase();
    const startedAt = performance.now();
    const offsetMs = await measureClockOffset(database.url, () => Date.now() + aheadMs);
    // Both clocks are this machine's: what is left is the error, which no round trip can exceed.
    const longestErrorMs = performance.now() - startedAt;
    await database.close();
    expect(Math.abs(offsetMs + aheadMs)).toBeLessThanOrEqual(longestErrorMs);
    expect(longestErrorMs).toBeLessThan(Math.abs(aheadMs));
  },
);
