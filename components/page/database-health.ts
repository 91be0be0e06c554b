const HEALTH_PATH = "/api/health";
const DOWN_STATUS = 503;

export type DatabaseHealth = "ok" | "down" | "unknown";

/**
 * Whether the instance reaches its database, as it says itself; unknown where it gives no answer
 * within `patienceMs`. Never rejects.
 */
export async function readDatabaseHealth(patienceMs: number): Promise<DatabaseHealth> {
  try {
    const response = await fetch(HEALTH_PATH, {
      cache: "no-store",
      signal: AbortSignal.timeout(patienceMs),
    });
    if (response.ok) return "ok";
    return response.status === DOWN_STATUS && isHealthAnswer(await response.json())
      ? "down"
      : "unknown";
  } catch {
    return "unknown";
  }
}

/** A proxy in front of the instance may answer with the same status, and says nothing of the database. */
function isHealthAnswer(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && "database" in answer;
}
