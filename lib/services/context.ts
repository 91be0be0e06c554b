import { hostname } from "node:os";
import { asUser, getDatabase, type Claims, type Database, type Transaction } from "@/db/client";
import { findMemberships, insertPersonalWorkspace, type Membership } from "@/db/queries/workspaces";
import { DomainError, NotFoundError } from "@/lib/domain/errors";
import type { KeyScope } from "@/lib/domain/keys/key-options";
import type { RateLimits } from "@/lib/domain/limits/rate-limits";
import type { WorkspaceLimits } from "@/lib/domain/limits/workspace-limits";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
import type { GrantableRole, Role } from "@/lib/domain/workspace/role";
import { parseAllowList, type AllowList } from "@/lib/egress/address-policy";
import { ConnectionPool } from "@/lib/egress/connection-pool";
import { listOwnHosts } from "@/lib/egress/own-hosts";
import { resolveHostname } from "@/lib/egress/resolve-hostname";
import { loadSecrets, SecretsError } from "@/lib/egress/secrets/load-secrets";
import type { SecretStore } from "@/lib/egress/secrets/secret-store";
import { readAuthorities, type Authorities } from "@/lib/egress/tls/authorities";
import {
  EnvError,
  getEnv,
  historyMaxBytes,
  HEARTBEAT_TIMEOUT_SECONDS,
  readSecretVariables,
  RECORD_MARGIN_SECONDS,
  type Env,
} from "@/lib/env";
import { perProcess } from "@/lib/per-process";
import { readSealingKeys } from "@/lib/sealing/read-sealing-keys";
import type { SealingKeys } from "@/lib/sealing/sealing-keys";
import type { Precondition } from "@/lib/services/preconditions/precondition";
import type { Rehearsal } from "@/lib/services/rehearsal";
import { SharedTransaction } from "@/lib/services/shared-transaction";

/** The rules for every outbound request of this instance. */
type EgressRules = {
  allow: AllowList;
  /** The hosts of this instance itself, as `judgeOwnHost` takes them. */
  ownHosts: readonly string[];
  /** The addresses of a host, looked up for a workspace within a time. */
  resolve: (
    hostname: string,
    lookup: { workspaceId: string; timeoutMs: number },
  ) => Promise<readonly string[]>;
  /** Trusted beside the public ones. */
  authorities: Authorities;
  /** Connections that a workspace may reuse. Without a pool every request opens its own. */
  pool?: ConnectionPool;
};

/** The limits of leases, ticks and requests. */
export type SchedulerSettings = {
  /** The name of this worker in leases, runs and logs. */
  workerId: string;
  maxConcurrency: number;
  /** The most claims for one host that a tick has in flight. */
  maxPerHost: number;
  /** The most rows of one claim. */
  batchLimit: number;
  slackSeconds: number;
  leaseSeconds: number;
  /** Seconds of a lease that must be left after the longest request, for recording its result. */
  recordMarginSeconds: number;
  budgetSeconds: number;
  /** Whether a tick stays for what falls due within its budget. */
  mayLinger: boolean;
  retentionDays: number;
  /** The most that the run history may take; null for no such limit. */
  historyMaxBytes: number | null;
  /** How late the oldest due routine may be before the instance counts as unhealthy. */
  maxLagSeconds: number;
  /** Whether this process outlasts its requests, so that a tick may be awaited from its start. */
  hasLastingProcess: boolean;
  /** What is called after every tick that worked, so that another monitor notices when none does. */
  heartbeatUrl: string | null;
  /** Days for which the audit log is kept. */
  auditRetentionDays: number;
  /** The longest wait for its response. */
  heartbeatSeconds: number;
};

/** The operator's language model, behind an API that is compatible with OpenAI's. */
export type AiSettings = { baseUrl: string; apiKey: string; model: string };

/** The context of the scheduler: the service connection, and no workspace. */
export type SchedulerContext = {
  db: Database;
  egress: EgressRules;
  secrets: SecretStore;
  /** The keys of secrets in the database; null without `SECRETS_KEY`, and then there are none. */
  sealing: SealingKeys | null;
  /** Where people reach this instance, without a slash at the end. */
  appUrl: string;
  /** The operator's mail server, and the sender of what it sends; null where there is none. */
  smtp: { url: string; from: string } | null;
  scheduler: SchedulerSettings;
  /** Null where the operator has set none. */
  ai: AiSettings | null;
};

/** The context of what is counted, for visitors too. */
export type RateContext = {
  db: Database;
  rateLimits: RateLimits;
};

/** An API key that was verified. */
type CallingKey = {
  id: string;
  name: string;
  workspaceId: string;
  role: GrantableRole;
  scopes: readonly KeyScope[];
};

/**
 * Who acts: a user, or an API key, which has no user. `address` is the one that the request came from,
 * where it is known.
 */
export type Actor =
  | { userId: string; key?: undefined; address?: string | null }
  | { userId: null; key: CallingKey; address: string | null };

/** The context of a verb: a verified caller in a workspace of theirs. */
export type ServiceContext = SchedulerContext &
  RateContext & {
    workspaceId: string;
    /** The caller's role in this workspace. */
    role: Role;
    actor: Actor;
    /** Whether visitors of this instance share the demo account, which nobody may delete then. */
    hasDemo: boolean;
    limits: RoutineLimits;
    workspaceLimits: WorkspaceLimits;
    /** The transaction that all parts of this request share, where its caller ends it. */
    shared?: SharedTransaction;
    /** Which versions of what it changes the caller has in mind; any where there is none. */
    precondition?: Precondition;
    /** Where a verb notes what it changes, when nothing is to be written. */
    rehearsal?: Rehearsal;
  };

/** The workspace that a caller chooses. */
export type WorkspaceChoice = {
  /** The id of the only workspace that will do, or null. */
  required: string | null;
  /** The id of an earlier choice, or null. Another is taken where the user has left it. */
  preferred: string | null;
};

/** Unique to this process and readable in a log. A restart is another worker. */
const workerId = perProcess(
  "opspulseWorkerId",
  () => `${hostname()}-${process.pid}-${crypto.randomUUID().slice(0, 8)}`,
);

const pool = perProcess("opspulseConnections", () => new ConnectionPool());

function readAllowList({ EGRESS_ALLOW }: Env): AllowList {
  try {
    return parseAllowList(EGRESS_ALLOW);
  } catch (error) {
    throw new EnvError([`EGRESS_ALLOW: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

let cachedAuthorities: Authorities | undefined;

/** The file is read once: a change of it counts from the next start. */
function getAuthorities({ EGRESS_CA_FILE }: Env): Authorities {
  try {
    cachedAuthorities ??= readAuthorities(EGRESS_CA_FILE);
    return cachedAuthorities;
  } catch (error) {
    throw new EnvError([
      `EGRESS_CA_FILE: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
}

let cachedSecrets: SecretStore | undefined;

function readSecrets(allow: AllowList, isSignUpOpen: boolean): SecretStore {
  try {
    return loadSecrets(readSecretVariables(), { allow, isSignUpOpen });
  } catch (error) {
    throw error instanceof SecretsError ? new EnvError(error.problems) : error;
  }
}

/** The secrets in the environment of this process, read once. */
function getSecrets(env: Env, allow: AllowList): SecretStore {
  cachedSecrets ??= readSecrets(allow, env.SIGN_UP === "open");
  return cachedSecrets;
}

/** The problems of secrets that don't name their workspaces, as is required where anyone can sign up. */
export function findUnlimitedSecrets(): readonly string[] {
  try {
    readSecrets(readAllowList(getEnv()), true);
    return [];
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
}

let cachedSealing: SealingKeys | null | undefined;

function getSealing(env: Env): SealingKeys | null {
  if (cachedSealing === undefined) cachedSealing = readSealingKeys(env);
  return cachedSealing;
}

let cachedOwnHosts: readonly string[] | undefined;

function getOwnHosts({ APP_URL, SUPABASE_URL, DATABASE_URL, PORT }: Env): readonly string[] {
  cachedOwnHosts ??= listOwnHosts({
    appUrl: APP_URL,
    authUrl: SUPABASE_URL,
    databaseUrl: DATABASE_URL,
    port: PORT,
  });
  return cachedOwnHosts;
}

/** The environment has all three or none. */
function readAiSettings({ AI_BASE_URL, AI_API_KEY, AI_MODEL }: Env): AiSettings | null {
  if (AI_BASE_URL === undefined || AI_API_KEY === undefined || AI_MODEL === undefined) return null;
  return { baseUrl: AI_BASE_URL, apiKey: AI_API_KEY, model: AI_MODEL };
}
const getSmtp = ({ SMTP_URL, MAIL_FROM, APP_URL }: Env): SchedulerContext["smtp"] =>
  SMTP_URL === undefined
    ? null
    : {
        url: SMTP_URL,
        from: MAIL_FROM ?? `OpsPulse <no-reply@${new URL(APP_URL).hostname}>`,
      };

/**
 * The context of the scheduler, from the environment of this process.
 * @throws {EnvError} naming every problem of the environment.
 */
export function createSchedulerContext(): SchedulerContext {
  const env = getEnv();
  const allow = readAllowList(env);
  return {
    db: getDatabase(),
    secrets: getSecrets(env, allow),
    sealing: getSealing(env),
    appUrl: env.APP_URL.replace(/\/+$/, ""),
    smtp: getSmtp(env),
    egress: {
      allow,
      ownHosts: getOwnHosts(env),
      authorities: getAuthorities(env),
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
      mayLinger: env.TICK_LINGER === "on",
      retentionDays: env.RUN_RETENTION_DAYS,
      auditRetentionDays: env.AUDIT_RETENTION_DAYS,
      historyMaxBytes: historyMaxBytes(env),
      maxLagSeconds: env.HEALTH_MAX_LAG_SECONDS,
      hasLastingProcess: env.VERCEL === undefined,
      heartbeatUrl: env.HEARTBEAT_URL ?? null,
      heartbeatSeconds: HEARTBEAT_TIMEOUT_SECONDS,
    },
    ai: readAiSettings(env),
  };
}

/** The context of a verb on sessions, before it is known whose they are: the service connection. */
export function getSessionContext(): Pick<SchedulerContext, "db"> {
  return { db: getDatabase() };
}

/** The context of what a visitor does before they are signed in. */
export function createRateContext(): RateContext {
  return { db: getDatabase(), rateLimits: getEnv().RATE_LIMITS };
}

/** The claims that statements for an actor are judged by, and that the audit log names them by. */
export function claimsOf({ userId, key, address = null }: Actor): Claims {
  return key === undefined ? { sub: userId, address } : { key_id: key.id, address };
}

/** Runs `work` under the row-level security of the context's caller. */
export function asActor<Result>(
  { db, actor, shared }: Pick<ServiceContext, "db" | "actor" | "shared">,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  return shared === undefined ? asUser(db, claimsOf(actor), work) : shared.run(work);
}

/** The context with a transaction that all of its parts share, which the caller ends. */
export function withSharedTransaction(
  context: ServiceContext,
): ServiceContext & { shared: SharedTransaction } {
  return { ...context, shared: new SharedTransaction((work) => asActor(context, work)) };
}

/**
 * The result of `work`, of which nothing is written: all that it does is one transaction that is rolled
 * back. Only for work that does everything as its actor.
 * @throws what `work` throws.
 */
export async function withoutTrace<Result>(
  context: ServiceContext,
  work: (context: ServiceContext) => Promise<Result>,
): Promise<Result> {
  const within = withSharedTransaction(context);
  try {
    return await work(within);
  } finally {
    await within.shared.rollback();
  }
}

/** Does what needs others to see what was written: now, or once the shared transaction is committed. */
export async function afterCommit(
  { shared }: Pick<ServiceContext, "shared">,
  work: () => Promise<void>,
): Promise<void> {
  if (shared === undefined) await work();
  else shared.onCommit(work);
}

/** The workspaces of a caller. A user without one gets a personal one; a key has exactly one. */
async function getMemberships(
  db: Database,
  { userId, key }: Actor,
): Promise<Pick<Membership, "id" | "role">[]> {
  if (key !== undefined) return [{ id: key.workspaceId, role: key.role }];
  const find = () => asActor({ db, actor: { userId } }, (tx) => findMemberships(tx, userId));
  const memberships = await find();
  if (memberships.length > 0) return memberships;
  await insertPersonalWorkspace(db, userId);
  return find();
}

/**
 * The context of a verified caller in the workspace of their choice, otherwise in the one they joined
 * first. That of a key is always its own.
 * @throws {NotFoundError} where the caller does not belong to the required workspace.
 * @throws {DomainError} UNAUTHENTICATED where the account was deleted: its tokens are valid for
 *   longer.
 */
export async function createServiceContext(
  actor: Actor,
  choice: WorkspaceChoice,
): Promise<ServiceContext> {
  const base = createSchedulerContext();
  const env = getEnv();
  const memberships = await getMemberships(base.db, actor);
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
    rateLimits: env.RATE_LIMITS,
    limits: {
      minIntervalMinutes: env.MIN_INTERVAL_MINUTES,
      maxTimeoutSeconds: env.MAX_TIMEOUT_SECONDS,
      defaultTimeoutSeconds: env.HTTP_TIMEOUT_SECONDS,
    },
    workspaceLimits: {
      routines: env.WORKSPACE_MAX_ROUTINES,
      members: env.WORKSPACE_MAX_MEMBERS,
      runsPerDay: env.WORKSPACE_MAX_RUNS_PER_DAY,
    },
  };
}
