import { sql } from "drizzle-orm";
import { ok, warning, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import { isLoopbackHost } from "@/lib/services/instance/local-host";

/**
 * The median time of a statement that does nothing, whether the app itself has measured it, and whether the
 * database is on the same machine.
 */
type DistanceFacts = { medianMs: number; isInside: boolean; isHere: boolean };

/** The first opens the connection. */
const ROUND_TRIPS = 9;

/** About what lies between two zones of a region; a page asks some ten times, one after another. */
const FAR_MS = 20;

export function judgeDatabaseDistance({ medianMs, isInside, isHere }: DistanceFacts): Finding {
  const from = isInside ? "the app" : "this machine";
  const found = `the database is ${medianMs.toFixed(1)} ms from ${from}, there and back`;
  if (isHere || medianMs <= FAR_MS) return ok(found);
  return warning(
    found,
    isInside
      ? "Run the app in the region of the database: every page waits for several statements"
      : "If the app runs here, move it to the region of the database; if it runs elsewhere, its operator's page measures from there",
  );
}

export const databaseDistanceCheck = defineCheck({
  name: "database-distance",
  look: async (instance): Promise<DistanceFacts> => {
    await instance.query(sql`select 1`);
    const timesMs: number[] = [];
    for (let trip = 0; trip < ROUND_TRIPS; trip += 1) {
      const sentAtMs = performance.now();
      await instance.query(sql`select 1`);
      timesMs.push(performance.now() - sentAtMs);
    }
    const median = timesMs.toSorted((a, b) => a - b)[Math.floor(ROUND_TRIPS / 2)];
    const { isInside, databaseUrl } = instance.settings;
    const isHere = isLoopbackHost(new URL(databaseUrl).hostname);
    return { medianMs: median ?? 0, isInside, isHere };
  },
  judge: judgeDatabaseDistance,
});
