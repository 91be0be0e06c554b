import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { routines, workspaces } from "@/db/schema";
import { demoAccount } from "@/lib/domain/workspace/demo-account";
import { parseAllowList } from "@/lib/egress/address-policy";
import { loadSecrets } from "@/lib/egress/load-secrets";
import { resolveHostname } from "@/lib/egress/resolve-hostname";
import { RECORD_MARGIN_SECONDS, type Env } from "@/lib/env";
import type { ServiceContext } from "@/lib/services/context";
import { createRoutine } from "@/lib/services/routines/create-routine";

export type SeedOptions = {
  db: Database;
  env: Env;
  /** Creates a confirmed user, or leaves an existing one as it is. */
  createUser: (email: string, password: string) => Promise<void>;
  playgroundUrl: string;
  /** Where the playground was the last time, if elsewhere. */
  formerPlaygroundUrl: string | null;
};

/**
 * Makes the demo account, and gives it routines where it has none. Can be repeated.
 * Returns false, and leaves everything as it is, where the account has another password.
 */
export async function seedDemo(options: SeedOptions): Promise<boolean> {
  const { db, env } = options;
  const userId = (await signIn(env)) ?? (await signUp(options));
  if (userId === null) return false;
  const [workspace] = await db
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.ownerId, userId))
    .orderBy(workspaces.createdAt)
    .limit(1);
  if (workspace === undefined) throw new Error("The demo account has no workspace.");
  if (options.formerPlaygroundUrl !== null) {
    await moveRoutines(db, workspace.id, options.formerPlaygroundUrl, options.playgroundUrl);
  }
  const [existing] = await db
    .select({ id: routines.id })
    .from(routines)
    .where(eq(routines.workspaceId, workspace.id))
    .limit(1);
  if (existing !== undefined) return true;
  const context = createContext(options, userId, workspace.id);
  for (const routine of demoRoutines) {
    await createRoutine(context, {
      name: routine.name,
      kind: routine.kind,
      endpoint_url: options.playgroundUrl + routine.path,
      interval_minutes: 1,
    });
  }
  return true;
}

const demoRoutines = [
  { name: "Storefront is up", kind: "PING", path: "/ok" },
  { name: "Nightly report", kind: "WEBHOOK", path: "/slow?ms=1500" },
  { name: "Payments gateway", kind: "CHECK", path: "/flaky?p=0.3" },
  { name: "Legacy search", kind: "CHECK", path: "/status/503" },
  { name: "Moved landing page", kind: "PING", path: "/redirect" },
] as const;

async function signUp(options: SeedOptions): Promise<string | null> {
  await options.createUser(demoAccount.email, demoAccount.password);
  return signIn(options.env);
}

const signedIn = z.object({ user: z.object({ id: z.uuid() }) });

async function signIn(env: Env): Promise<string | null> {
  const response = await askAuthServer(env, "/auth/v1/token?grant_type=password", demoAccount);
  if (response.status >= 500) {
    throw new Error(`The auth server at ${env.SUPABASE_URL} answered ${response.status}.`);
  }
  return response.ok ? signedIn.parse(await response.json()).user.id : null;
}

/** Signs a user up as a visitor would: whether they must confirm by email is the server's affair. */
export async function signUpAtAuthServer(env: Env, email: string, password: string): Promise<void> {
  await askAuthServer(env, "/auth/v1/signup", { email, password });
}

function askAuthServer(env: Env, path: string, body: object): Promise<Response> {
  return fetch(new URL(path, env.SUPABASE_URL), {
    method: "POST",
    headers: { "content-type": "application/json", apikey: env.SUPABASE_PUBLISHABLE_KEY },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
}

async function moveRoutines(db: Database, workspaceId: string, from: string, to: string) {
  await db
    .update(routines)
    .set({
      endpointUrl: sql`${to}::text || substr(${routines.endpointUrl}, ${from.length + 1}::int)`,
    })
    .where(
      sql`${routines.workspaceId} = ${workspaceId} and starts_with(${routines.endpointUrl}, ${`${from}/`}::text)`,
    );
}

function createContext(
  { db, env, playgroundUrl }: SeedOptions,
  userId: string,
  workspaceId: string,
): ServiceContext {
  const allow = parseAllowList(`${env.EGRESS_ALLOW},${new URL(playgroundUrl).host}`);
  return {
    db,
    workspaceId,
    role: "OWNER",
    actor: { userId },
    hasDemo: true,
    limits: {
      // The demo shows runs at once; people keep to the minimum of the instance.
      minIntervalMinutes: 1,
      maxTimeoutSeconds: env.MAX_TIMEOUT_SECONDS,
      defaultTimeoutSeconds: env.HTTP_TIMEOUT_SECONDS,
    },
    secrets: loadSecrets({}, { allow, isSignUpOpen: true }),
    egress: {
      allow,
      ownHosts: [],
      resolve: resolveHostname,
    },
    scheduler: {
      workerId: "seed",
      maxPerHost: env.MAX_CONCURRENCY_PER_HOST,
      retentionDays: env.RUN_RETENTION_DAYS,
      maxConcurrency: env.MAX_CONCURRENCY,
      batchLimit: env.SCHEDULER_BATCH_LIMIT,
      slackSeconds: env.DUE_SLACK_SECONDS,
      leaseSeconds: env.LOCK_LEASE_SECONDS,
      recordMarginSeconds: RECORD_MARGIN_SECONDS,
      budgetSeconds: env.TICK_BUDGET_SECONDS,
    },
  };
}
