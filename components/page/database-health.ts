import type { HealthDto } from "@/lib/domain/health";

const HEALTH_PATH = "/api/health";
/** Of an instance whose database is down, or whose scheduler is behind. */
const UNHEALTHY_STATUS = 503;

export type DatabaseHealth = "ok" | "down" | "unknown";

/**
 * Whether the instance reaches its database, by its own report; unknown where it does not respond
 * within `patienceMs`. Never rejects.
 */
export async function readDatabaseHealth(patienceMs: number): Promise<DatabaseHealth> {
  try {
    const response = await fetch(HEALTH_PATH, {
      cache: "no-store",
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.ok) return "ok";
    return response.status === UNHEALTHY_STATUS ? readReport(await response.json()) : "unknown";
  } catch {
    return "unknown";
  }
}

/** A proxy in front of the instance may respond with the same status, but without a report. */
function readReport(body: unknown): DatabaseHealth {
  const report = body as Partial<HealthDto> | null;
  return report?.database?.status ?? "unknown";
}
