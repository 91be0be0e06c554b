import postgres from "postgres";
import { reasonOf, StartError } from "@/scripts/start/report";

const CONNECT_TIMEOUT_SECONDS = 8;

const reasons: Record<string, string> = {
  ECONNREFUSED: "nothing accepts connections there",
  ENOTFOUND: "no host has that name",
  EAI_AGAIN: "the name could not be resolved",
  EHOSTUNREACH: "the host can't be reached",
  ENETUNREACH: "the network can't be reached",
  ECONNRESET: "the connection was closed: is this a PostgreSQL server?",
  CONNECTION_CLOSED: "the connection was closed: is this a PostgreSQL server?",
  CONNECT_TIMEOUT: `no response within ${CONNECT_TIMEOUT_SECONDS} seconds`,
};

/** @throws {StartError} where the database does not answer, saying which one and why. */
export async function requireDatabase(url: string): Promise<void> {
  const sql = postgres(url, {
    max: 1,
    prepare: false,
    fetch_types: false,
    connect_timeout: CONNECT_TIMEOUT_SECONDS,
    onnotice: () => undefined,
  });
  const timeout = new AbortController();
  try {
    await Promise.race([
      sql`select 1`,
      rejectAfter(CONNECT_TIMEOUT_SECONDS * 1_000, timeout.signal),
    ]);
  } catch (error) {
    throw new StartError(
      `The database at ${addressOf(url)} (DATABASE_URL) can't be used: ${explain(error)}.`,
      { cause: error },
    );
  } finally {
    timeout.abort();
    await sql.end({ timeout: 1 });
  }
}

function rejectAfter(ms: number, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const timer = setTimeout(
      () => reject(Object.assign(new Error("timeout"), { code: "CONNECT_TIMEOUT" })),
      ms,
    );
    signal.addEventListener("abort", () => clearTimeout(timer));
  });
}

/** Host, port and database: what names a server, and nothing that opens it. */
export function addressOf(url: string): string {
  const { hostname, port, pathname } = new URL(url);
  return `${hostname}:${port === "" ? "5432" : port}${pathname}`;
}

function explain(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return reasons[code] ?? reasonOf(error).replace(/\.$/, "");
}
