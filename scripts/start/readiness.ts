import type { HealthDto } from "@/lib/domain/health";

/** Of an instance that has just started: no tick may have come to it for long. */
export const HEALTH_PATH = "/api/health";

/** Why an instance doesn't serve yet; null where it does and has its database. */
export async function findUnready(response: Response): Promise<string | null> {
  const text = await response.text().catch(() => "");
  const problem = `${HEALTH_PATH} responded with ${response.status}: ${text.slice(0, 300)}`;
  if (response.status !== 200 && response.status !== 503) return problem;
  return readDatabaseStatus(text) === "ok" ? null : problem;
}

function readDatabaseStatus(text: string): string | undefined {
  try {
    return (JSON.parse(text) as Partial<HealthDto> | null)?.database?.status;
  } catch {
    return undefined;
  }
}
