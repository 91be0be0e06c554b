import type { Database } from "@/db/client";
import { databaseNow } from "@/db/queries/database-now";

const SAMPLES = 5;

/**
 * Measures by how many milliseconds the database's clock is ahead of `now`. Of several samples the one
 * with the shortest round trip counts, and the database's time is taken to be that of its middle: the
 * error is at most half of that round trip.
 */
export async function measureOffset(db: Database, now: () => number): Promise<number> {
  let shortestMs = Infinity;
  let offsetMs = 0;
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const sentAtMs = performance.now();
    const databaseMs = (await databaseNow(db)).getTime();
    const roundTripMs = performance.now() - sentAtMs;
    if (roundTripMs >= shortestMs) continue;
    shortestMs = roundTripMs;
    offsetMs = databaseMs + roundTripMs / 2 - now();
  }
  return offsetMs;
}
