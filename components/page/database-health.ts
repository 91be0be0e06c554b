const HEALTH_PATH = "/api/health";
const DOWN_STATUS = 503;

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
    return response.status === DOWN_STATUS && isHealthReport(await response.json())
      ? "down"
      : "unknown";
  } catch {
    return "unknown";
  }
}

/** A proxy in front of the instance may respond with the same status, but without a report. */
function isHealthReport(body: unknown): boolean {
  return typeof body === "object" && body !== null && "database" in body;
}
