import { runContender } from "@/bench/contender";
import { openDatabase } from "@/db/client";
import { parseAllowList } from "@/lib/egress/address-policy";
import { ConnectionPool } from "@/lib/egress/connection-pool";
import { resolveHostname } from "@/lib/egress/resolve-hostname";
import { loadSecrets } from "@/lib/egress/secrets/load-secrets";
import { runDueRoutines } from "@/lib/services/scheduler/run-due-routines";

await runContender(async (input) => {
  const { db, close } = openDatabase(input.databaseUrl);
  await db.execute("select 1");
  const allow = parseAllowList("127.0.0.1/32");
  const context = {
    db,
    secrets: loadSecrets({}, { allow, isSignUpOpen: true }),
    sealing: null,
    appUrl: "http://localhost:3000",
    smtp: null,
    egress: {
      allow,
      ownHosts: [],
      authorities: [],
      resolve: resolveHostname,
      pool: new ConnectionPool(),
    },
    ai: null,
    scheduler: {
      workerId: "bench",
      maxConcurrency: input.concurrency,
      maxPerHost: 10 * input.concurrency,
      batchLimit: 100,
      slackSeconds: 0,
      leaseSeconds: 45,
      recordMarginSeconds: 2,
      budgetSeconds: 100,
      mayLinger: false,
      retentionDays: 90,
      auditRetentionDays: 400,
      historyMaxBytes: null,
      maxLagSeconds: 300,
      hasLastingProcess: true,
      heartbeatUrl: null,
      heartbeatSeconds: 5,
    },
  };
  return {
    drain: async () => {
      let left = input.jobs;
      while (left > 0) {
        const { succeeded, failed } = await runDueRoutines(context);
        left -= succeeded + failed;
      }
    },
    close,
  };
});
