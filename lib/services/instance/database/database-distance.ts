import { sql } from "drizzle-orm";
import { readFirstServer } from "@/lib/domain/database-servers";
import type { HealthDto } from "@/lib/domain/health";
import {
  judgeDatabaseDistance,
  type DistanceFacts,
} from "@/lib/domain/instance/judge-database-distance";
import type { Reply } from "@/lib/services/instance/ask";
import { defineCheck } from "@/lib/services/instance/check";
import type { Instance } from "@/lib/services/instance/instance";

/** The first may open a connection, so it isn't counted. */
const UNCOUNTED = 1;
const COUNTED = 5;

/** The region of the function that responded, from `gru1::iad1::id`: the last one before the id. */
export const regionOfReply = ({ headers }: Pick<Reply, "headers">): string | null =>
  headers.get("x-vercel-id")?.split("::").slice(0, -1).at(-1) ?? null;

type Measured = { latencyMs: number | null; region: string | null };

async function measureInside(instance: Instance): Promise<Measured> {
  const startedAtMs = performance.now();
  await instance.query(sql`select 1`);
  return { latencyMs: Math.round(performance.now() - startedAtMs), region: null };
}

/** The instance measures, and not the doctor, which may run anywhere. */
async function measureByHealth(instance: Instance): Promise<Measured> {
  const reply = await instance.askApp("/api/health");
  const { database } = JSON.parse(reply.body) as Partial<HealthDto>;
  return { latencyMs: database?.latency_ms ?? null, region: regionOfReply(reply) };
}

async function measure(instance: Instance): Promise<DistanceFacts> {
  const { isInside, env, databaseUrl } = instance.settings;
  const roundTripsMs: number[] = [];
  let vercelRegion = env.VERCEL_REGION ?? null;
  for (let round = 0; round < UNCOUNTED + COUNTED; round += 1) {
    const { latencyMs, region } = await (isInside ? measureInside : measureByHealth)(instance);
    vercelRegion ??= region;
    if (round >= UNCOUNTED && latencyMs !== null) roundTripsMs.push(latencyMs);
  }
  return { roundTripsMs, databaseHost: readFirstServer(databaseUrl).hostname, vercelRegion };
}

export const databaseDistanceCheck = defineCheck({
  name: "database-distance",
  look: measure,
  judge: judgeDatabaseDistance,
});
