import { hostname } from "node:os";
import { asUser, getDatabase } from "@/db/client";
import { findWorkspaces } from "@/db/queries/workspaces";
import { DomainError } from "@/lib/domain/errors";
import { parseAllowList, type AllowList } from "@/lib/egress/address-policy";
import { ConnectionPool } from "@/lib/egress/connection-pool";
import { resolveHostname } from "@/lib/egress/resolve-hostname";
import { loadSecrets, SecretsError, type SecretStore } from "@/lib/egress/secret-store";
import { EnvError, getEnv, type Env, RECORD_MARGIN_SECONDS } from "@/lib/env";
import type { SchedulerContext, ServiceContext } from "@/lib/services/context";

/** Unique to this process, and readable in a log: a restart is another worker. */
const workerId = `${hostname()}-${process.pid}-${crypto.randomUUID().slice(0, 8)}`;

const pool = new ConnectionPool();

let cachedSecrets: SecretStore | undefined;

/** The secrets that the environment of this process held when they were first asked for. */
function getSecrets(env: Env, allow: AllowList): SecretStore {
  try {
    cachedSecrets ??= loadSecrets(process.env, { allow, isSignUpOpen: env.SIGN_UP === "open" });
    return cachedSecrets;
  } catch (error) {
    throw error instanceof SecretsError ? new EnvError(error.problems) : error;
  }
}

/**
 * The context of the scheduler in this process, from its environment.
 * @throws {EnvError} naming what is wrong with it.
 */
export function createSchedulerContext(): SchedulerContext {
  const env = getEnv();
  const allow = parseAllowList(env.EGRESS_ALLOW);
  return {
    db: getDatabase(),
    secrets: getSecrets(env, allow),
    egress: {
      allow,
      ownHosts: [env.APP_URL, env.SUPABASE_URL].map((url) => new URL(url).host),
      resolve: resolveHostname,
      pool,
    },
    scheduler: {
      workerId,
      maxConcurrency: env.MAX_CONCURRENCY,
      maxPerHost: env.MAX_CONCURRENCY_PER_HOST,
      batchLimit: env.SCHEDULER_BATCH_LIMIT,
      slackSeconds: env.DUE_SLACK_SECONDS,
      leaseSeconds: env.LOCK_LEASE_SECONDS,
      recordMarginSeconds: RECORD_MARGIN_SECONDS,
      budgetSeconds: env.TICK_BUDGET_SECONDS,
      retentionDays: env.RUN_RETENTION_DAYS,
    },
  };
}

/**
 * The context of a verified user, in the oldest of their workspaces.
 * @throws {DomainError} FORBIDDEN where the user belongs to none.
 */
export async function createServiceContext(actor: { userId: string }): Promise<ServiceContext> {
  const base = createSchedulerContext();
  const env = getEnv();
  const [workspace] = await asUser(base.db, { sub: actor.userId }, findWorkspaces);
  if (workspace === undefined) {
    throw new DomainError("FORBIDDEN", "This account belongs to no workspace.");
  }
  return {
    ...base,
    actor,
    workspaceId: workspace.id,
    limits: {
      minIntervalMinutes: env.MIN_INTERVAL_MINUTES,
      maxTimeoutSeconds: env.MAX_TIMEOUT_SECONDS,
      defaultTimeoutSeconds: env.HTTP_TIMEOUT_SECONDS,
    },
  };
}
