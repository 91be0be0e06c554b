import { measureOffset } from "@/lib/services/instance/clocks/measure-offset";
import { withDatabase } from "@/scripts/start/database";

/** Measures by how many milliseconds the database's clock is ahead of `now`. */
export const measureClockOffset = (databaseUrl: string, now: () => number): Promise<number> =>
  withDatabase(databaseUrl, (db) => measureOffset(db, now));
