import { setTimeout as delay } from "node:timers/promises";
import { openDatabase } from "@/db/client";
import { parseAllowList } from "@/lib/egress/address-policy";
import { loadSecrets } from "@/lib/egress/secrets/load-secrets";
import { SealingKeys } from "@/lib/sealing/sealing-keys";
import type { SchedulerSettings } from "@/lib/services/context";
import { stopOrderly, stopping } from "@/lib/services/orderly-stop";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";

/** A worker's settings, as JSON in its first argument. */
export type WorkerOrder = { databaseUrl: string; scheduler: SchedulerSettings };

const PAUSE_MS = 50;

/**
 * A worker in a process of its own, which ticks until SIGTERM, or until its standard input ends: the
 * test that started it is gone then. On its standard output is an object a line: that it has started, the
 * report of each tick, the message of each that failed, and the log.
 */
async function work({ databaseUrl, scheduler }: WorkerOrder): Promise<void> {
  const { db, close } = openDatabase(databaseUrl, { maxConnections: 4 });
  const egress = {
    allow: parseAllowList("127.0.0.1/32"),
    ownHosts: [],
    authorities: [],
    resolve: async () => ["127.0.0.1"],
  };
  const secrets = loadSecrets({}, { allow: egress.allow, isSignUpOpen: true });
  tell({ event: "start", worker_id: scheduler.workerId });
  while (!stopping.aborted) {
    try {
      tell({
        event: "tick",
        ...(await runDueRoutines({
          db,
          egress,
          secrets,
          // The key of the test's own context.
          sealing: new SealingKeys(Buffer.alloc(32, 7)),
          appUrl: "http://localhost:3000",
          smtp: null,
          scheduler,
          ai: null,
        })),
      });
    } catch (error) {
      tell({ event: "error", worker_id: scheduler.workerId, message: messageOf(error) });
    }
    await delay(PAUSE_MS);
  }
  await close();
}

function tell(event: Record<string, unknown>): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** With the messages of what caused it: Drizzle's own names the statement alone. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messageOf(error.cause)}`;
}

process.stdin.resume().once("close", () => process.exit(1));
process.once("SIGTERM", () => void stopOrderly());
await work(JSON.parse(process.argv[2] ?? "{}") as WorkerOrder);
process.exit(0);
