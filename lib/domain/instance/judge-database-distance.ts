import { isLoopbackName } from "@/lib/domain/host-name";
import { awsRegionOf, findVercelRegion } from "@/lib/domain/instance/cloud-regions";
import { ok, warning, type Finding } from "@/lib/domain/instance/finding";

export type DistanceFacts = {
  /** How long the database took to respond to the instance, in milliseconds. */
  roundTripsMs: readonly number[];
  databaseHost: string;
  /** Where the functions of the instance run on Vercel, such as `iad1`; null elsewhere. */
  vercelRegion: string | null;
};

/** A page makes several round trips one after the other: this much each is felt. */
const FAR_MS = 20;

const HOW_TO_MOVE =
  "choose it in the Vercel project under Settings, Functions, Function Region, and deploy again";

/** Whether the instance is beside its database: by the regions of both, and by what it measures. */
export function judgeDatabaseDistance(facts: DistanceFacts): Finding {
  const { roundTripsMs, databaseHost, vercelRegion } = facts;
  const medianMs = medianOf(roundTripsMs);
  const measured = medianMs === null ? "" : `, ${medianMs} ms away`;
  const databaseRegion = awsRegionOf(databaseHost);
  const beside = databaseRegion === null ? null : findVercelRegion(databaseRegion);
  if (vercelRegion !== null && beside !== null && beside !== vercelRegion) {
    return warning(
      `the functions run in ${vercelRegion}, and the database is in ${databaseRegion ?? ""}${measured}`,
      `The region beside the database is ${beside}: ${HOW_TO_MOVE}`,
    );
  }
  if (medianMs === null) return warning("the instance measures no distance", "Start the database");
  // On one machine it isn't far, but busy.
  if (medianMs > FAR_MS && !isLoopbackName(databaseHost)) {
    return warning(
      `the database is ${medianMs} ms away from the instance`,
      vercelRegion === null
        ? "Run the app in the same place as its database: each page asks it several times"
        : `Run the functions beside the database. Find the region nearest to it, and ${HOW_TO_MOVE}`,
    );
  }
  return ok(`the database is ${medianMs} ms away from the instance`);
}

function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}
