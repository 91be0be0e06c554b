import { hostname } from "node:os";
import { asUser, getDatabase, type Database } from "@/db/client";
import { findMemberships, insertPersonalWorkspace, type Membership } from "@/db/queries/workspaces";
import { DomainError, NotFoundError } from "@/lib/domain/errors";
import { parseAllowList, type AllowList } from "@/lib/egress/address-policy";
import { ConnectionPool } from "@/lib/egress/connection-pool";
import { loadSecrets, SecretsError } from "@/lib/egress/load-secrets";
import { resolveHostname } from "@/lib/egress/resolve-hostname";
import type { SecretStore } from "@/lib/egress/secret-store";
import { EnvError, getEnv, readSecretVariables, type Env, RECORD_MARGIN_SECONDS } from "@/lib/env";
import type { SchedulerContext, ServiceContext } from "@/lib/services/context";

/** Unique to this process, and readable in a log: a restart is another worker. */
const workerId = `${hostname()}-${process.pid}-${crypto.randomUUID().slice(0, 8)}`;

const pool = new ConnectionPool();

let cachedSecrets: SecretStore | undefined;

/** The secrets that the environment of this process held when they were first asked for. */
function getSecrets(env: Env, allow: AllowList): SecretStore {
  try {
    cachedSecrets ??= loadSecrets(readSecretVariables(), {
      allow,
      isSignUpOpen: env.SIGN_UP === "open",
    });
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

/** Which workspace a caller means. */
export type WorkspaceChoice = {
  /** Asked for by its id: no other will do. */
  required: string | null;
  /** Chosen some time ago: another will do where the user does not belong to it any more. */
  preferred: string | null;
};

/** The workspaces of a user. Whoever has come to belong to none is given a personal one anew. */
async function getMemberships(db: Database, userId: string): Promise<Membership[]> {
  const find = () => asUser(db, { sub: userId }, (tx) => findMemberships(tx, userId));
  const memberships = await find();
  if (memberships.length > 0) return memberships;
  await insertPersonalWorkspace(db, userId);
  return find();
}

/**
 * The context of a verified user, in the workspace of their choice, else in the one they joined first.
 * @throws {NotFoundError} where the user does not belong to the workspace that was asked for.
 * @throws {DomainError} UNAUTHENTICATED where the account is no more: its tokens outlive it.
 */
export async function createServiceContext(
  actor: { userId: string },
  choice: WorkspaceChoice,
): Promise<ServiceContext> {
  const base = createSchedulerContext();
  const env = getEnv();
  const memberships = await getMemberships(base.db, actor.userId);
  const find = (wanted: string | null) => memberships.find(({ id }) => id === wanted);
  const [first] = memberships;
  if (first === undefined) {
    throw new DomainError("UNAUTHENTICATED", "This account has been deleted.");
  }
  const workspace =
    choice.required === null
      ? (find(choice.preferred) ?? first)
      : find(choice.required.toLowerCase());
  if (workspace === undefined) throw new NotFoundError();
  return {
    ...base,
    actor,
    workspaceId: workspace.id,
    role: workspace.role,
    hasDemo: env.OPSPULSE_DEMO === "on",
    limits: {
      minIntervalMinutes: env.MIN_INTERVAL_MINUTES,
      maxTimeoutSeconds: env.MAX_TIMEOUT_SECONDS,
      defaultTimeoutSeconds: env.HTTP_TIMEOUT_SECONDS,
    },
  };
}
