import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { asUser, type Database } from "@/db/client";
import { routines, workspaces } from "@/db/schema";
import { demoAccount } from "@/lib/domain/workspace/demo-account";
import type { Env } from "@/lib/env";
import { sendAccount } from "@/scripts/stack/auth-client";

export type SeedOptions = {
  db: Database;
  env: Env;
  /** Creates a confirmed user, or leaves an existing one as it is. */
  createUser: () => Promise<unknown>;
  playgroundUrl: string;
  /** The playground's last URL, if it was another. */
  formerPlaygroundUrl: string | null;
};

const demoRoutines = [
  { name: "Storefront is up", kind: "PING", path: "/ok" },
  { name: "Nightly report", kind: "WEBHOOK", path: "/slow?ms=1500" },
  { name: "Payments gateway", kind: "CHECK", path: "/flaky?p=0.3" },
  { name: "Legacy search", kind: "CHECK", path: "/status/503" },
  { name: "Moved landing page", kind: "PING", path: "/redirect" },
] as const;

/**
 * Creates the demo account, and its routines where it has none. Can be repeated.
 * Returns false, and changes nothing, where the account has another password.
 */
export async function seedDemo(options: SeedOptions): Promise<boolean> {
  const { db, env, createUser, playgroundUrl, formerPlaygroundUrl } = options;
  let userId = await signIn(env);
  if (userId === null) {
    await createUser();
    userId = await signIn(env);
  }
  if (userId === null) return false;
  const [workspace] = await db
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(eq(workspaces.ownerId, userId))
    .orderBy(asc(workspaces.createdAt))
    .limit(1);
  if (workspace === undefined) throw new Error("The demo account has no workspace.");
  if (formerPlaygroundUrl !== null) {
    await moveRoutines(db, workspace.id, formerPlaygroundUrl, playgroundUrl);
  }
  if ((await db.$count(routines, eq(routines.workspaceId, workspace.id))) > 0) return true;
  await asUser(db, { sub: userId }, async (tx) => {
    for (const { name, kind, path } of demoRoutines) {
      // Every minute, below the instance's minimum: the demo shows runs at once.
      await tx.execute(sql`
        insert into routines
          (workspace_id, name, kind, endpoint_url, interval_minutes, timeout_seconds, next_run_at)
        values (${workspace.id}, ${name}, ${kind}, ${playgroundUrl + path}, 1,
          ${env.HTTP_TIMEOUT_SECONDS}, date_trunc('minute', now(), 'UTC') + interval '1 minute')`);
    }
  });
  return true;
}

const signedIn = z.object({ user: z.object({ id: z.uuid() }) });

/** The id of the demo account, or null where it can't sign in. */
async function signIn(env: Env): Promise<string | null> {
  const response = await sendAccount(env, "token?grant_type=password", demoAccount);
  if (response.status >= 500) {
    throw new Error(`The auth server at ${env.SUPABASE_URL} responded with ${response.status}.`);
  }
  return response.ok ? signedIn.parse(await response.json()).user.id : null;
}

async function moveRoutines(db: Database, workspaceId: string, from: string, to: string) {
  const { endpointUrl } = routines;
  await db
    .update(routines)
    .set({ endpointUrl: sql`${to}::text || substr(${endpointUrl}, ${from.length + 1}::int)` })
    .where(
      and(
        eq(routines.workspaceId, workspaceId),
        sql`starts_with(${endpointUrl}, ${`${from}/`}::text)`,
      ),
    );
}
