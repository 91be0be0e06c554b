import type { HealthDto } from "@/lib/domain/health";
import {
  judgeDatabaseDistance,
  type DistanceFacts,
} from "@/lib/domain/instance/judge-database-distance";
import { defineCheck } from "@/scripts/doctor/check";
import type { Instance, Reply } from "@/scripts/doctor/instance";

/** The first request may open a connection, so it isn't counted. */
const UNCOUNTED = 1;
const COUNTED = 5;

/** The region of the function that responded, from `gru1::iad1::id`: the last one before the id. */
export const regionOfReply = ({ headers }: Pick<Reply, "headers">): string | null =>
  headers.get("x-vercel-id")?.split("::").slice(0, -1).at(-1) ?? null;

/** The instance measures, not the doctor, which may run anywhere. */
async function measure(instance: Instance): Promise<DistanceFacts> {
  const roundTripsMs: number[] = [];
  let region = instance.settings.env.VERCEL_REGION ?? null;
  for (let round = 0; round < UNCOUNTED + COUNTED; round += 1) {
    const reply = await instance.askApp("/api/health");
    region ??= regionOfReply(reply);
    const { database } = JSON.parse(reply.body) as Partial<HealthDto>;
    const latencyMs = database?.latency_ms ?? null;
    if (round >= UNCOUNTED && latencyMs !== null) roundTripsMs.push(latencyMs);
  }
  const databaseHost = new URL(instance.settings.databaseUrl).hostname;
  return { roundTripsMs, databaseHost, vercelRegion: region };
}

export const databaseDistanceCheck = defineCheck({
  name: "database-distance",
  look: measure,
  judge: judgeDatabaseDistance,
});
