import { and, asc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { asUser, type Database } from "@/db/client";
import { routines, workspaces } from "@/db/schema";
import type { HttpMethod, RoutineKind } from "@/lib/domain/routine/routine-options";
import type { SuccessRule } from "@/lib/domain/run/success-rule";
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

type DemoRoutine = {
  name: string;
  kind: RoutineKind;
  method: HttpMethod;
  /** At the playground. */
  path: string;
  rules?: readonly SuccessRule[];
};

/** A shop that sells, but for one thing: its payments gateway is down. */
const demoRoutines: readonly DemoRoutine[] = [
  { name: "Storefront is up", kind: "PING", method: "GET", path: "/ok" },
  {
    name: "Checkout",
    kind: "CHECK",
    method: "GET",
    path: "/ok",
    rules: [{ type: "json", path: "/ok", operator: "equals", value: true }],
  },
  { name: "Payments gateway", kind: "CHECK", method: "GET", path: "/status/503" },
  { name: "Product search", kind: "CHECK", method: "GET", path: "/slow?ms=120" },
  { name: "Order export", kind: "WEBHOOK", method: "POST", path: "/slow?ms=1500" },
];

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
    for (const { name, kind, method, path, rules = [] } of demoRoutines) {
      // Every minute, below the instance's minimum: the demo shows runs at once.
      await tx.execute(sql`
        insert into routines
          (workspace_id, name, kind, http_method, endpoint_url, success_rules, interval_minutes,
            timeout_seconds, next_run_at)
        values (${workspace.id}, ${name}, ${kind}, ${method}, ${playgroundUrl + path},
          ${JSON.stringify(rules)}::jsonb, 1, ${env.HTTP_TIMEOUT_SECONDS}, date_trunc('minute', now(), 'UTC') + interval '1 minute')`);
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
