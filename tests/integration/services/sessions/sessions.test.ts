import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { openDatabase } from "@/db/client";
import { demoAccount } from "@/lib/domain/workspace/demo-account";
import { endListedOthers, endListedSession } from "@/lib/services/sessions/end-listed-sessions";
import { endSession } from "@/lib/services/sessions/end-session";
import { isSessionLive } from "@/lib/services/sessions/is-session-live";
import { listSessions } from "@/lib/services/sessions/list-sessions";
import { deleteAccount } from "@/lib/services/workspaces/delete-account";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";

const NOT_FOUND = { code: "NOT_FOUND" };
const FORBIDDEN = { code: "FORBIDDEN" };

describe("sessions", () => {
  const database = openSuiteDatabase();
  let user: TestWorkspace;
  let stranger: TestWorkspace;

  beforeEach(async () => {
    user = await createTestWorkspace(database.db);
    stranger = await createTestWorkspace(database.db);
  });

  /** A row as the auth server writes it at a sign-in. */
  async function signIn({ context }: TestWorkspace, daysAgo = 0): Promise<string> {
    const id = randomUUID();
    await database.db.execute(sql`insert into auth.sessions (id, user_id, created_at)
      values (${id}, ${context.actor.userId}, now() - make_interval(days => ${daysAgo}))`);
    return id;
  }

  const isLive = ({ context }: TestWorkspace, sessionId: string, userAgent = FIREFOX) =>
    isSessionLive(context, { userId: context.actor.userId, sessionId }, userAgent);

  test("a session is live for its user alone, until it is ended, and at most for 30 days", async () => {
    const id = await signIn(user);
    expect(await isLive(user, id)).toBe(true);
    expect(await isLive(stranger, id)).toBe(false);
    expect(await isLive(user, randomUUID())).toBe(false);
    expect(await isLive(user, await signIn(user, 29))).toBe(true);
    expect(await isLive(user, await signIn(user, 30))).toBe(false);
    await endSession(user.context, { userId: user.context.actor.userId, sessionId: id });
    expect(await isLive(user, id)).toBe(false);
  });

  test("a session that is ended in its row, as by the auth server, is refused by every other instance", async () => {
    const id = await signIn(user);
    const other = openDatabase(database.url, { maxConnections: 1 });
    try {
      await database.db.execute(sql`delete from auth.sessions where id = ${id}`);
      const { userId } = user.context.actor;
      expect(await isSessionLive({ db: other.db }, { userId, sessionId: id }, null)).toBe(false);
    } finally {
      await other.close();
    }
  });

  test("sessions are listed with device and last use, this one marked, the latest first", async () => {
    const [old, current] = [await signIn(user, 3), await signIn(user)];
    await signIn(user, 31);
    await signIn(stranger);
    await isLive(user, current);
    const listed = await listSessions(user.context, current);
    expect(listed).toMatchObject([
      { id: current, is_current: true, device: { browser: "Firefox 143", system: "Linux" } },
      { id: old, is_current: false, device: { browser: null, system: null } },
    ]);
    const ageMs = Date.now() - Date.parse(listed[0]?.last_used_at ?? "");
    expect(Math.abs(ageMs)).toBeLessThan(60_000);
    expect(listed[1]?.last_used_at).toBe(listed[1]?.signed_in_at);
  });

  test("the last use moves on every five minutes, not with each request", async () => {
    const id = await signIn(user);
    const readUse = async () => {
      const [use] = await database.db.execute<{ age: string; user_agent: string }>(
        sql`select extract(epoch from now() - last_used_at) as age, user_agent from session_uses
          where session_id = ${id}`,
      );
      return { age: Number(use?.age), userAgent: use?.user_agent };
    };
    const useFrom = async (secondsAgo: number) => {
      await database.db.execute(sql`update session_uses
        set last_used_at = now() - make_interval(secs => ${secondsAgo}) where session_id = ${id}`);
      const other = openDatabase(database.url, { maxConnections: 1 });
      const { userId } = user.context.actor;
      await isSessionLive({ db: other.db }, { userId, sessionId: id }, "curl/8.5.0");
      await other.close();
    };
    await isLive(user, id);
    await useFrom(240);
    expect(await readUse()).toMatchObject({ userAgent: FIREFOX });
    expect((await readUse()).age).toBeGreaterThan(200);
    await useFrom(310);
    expect(await readUse()).toMatchObject({ userAgent: "curl/8.5.0" });
    expect((await readUse()).age).toBeLessThan(60);
  });

  test("a user ends their own sessions, one or all but this one, and nobody else's", async () => {
    const [current, phone, tablet] = [await signIn(user), await signIn(user), await signIn(user)];
    const foreign = await signIn(stranger);
    for (const id of [foreign, randomUUID(), "x", ""]) {
      await expect(endListedSession(user.context, current, id)).rejects.toMatchObject(NOT_FOUND);
    }
    await isLive(user, phone);
    await endListedSession(user.context, current, phone);
    expect(await isLive(user, phone)).toBe(false);
    await expect(endListedSession(user.context, current, phone)).rejects.toMatchObject(NOT_FOUND);

    await isLive(user, tablet);
    await endListedOthers(user.context, current);
    expect(await isLive(user, tablet)).toBe(false);
    expect(await isLive(user, current)).toBe(true);
    expect(await isLive(stranger, foreign)).toBe(true);
    expect(await listSessions(user.context, current)).toHaveLength(1);
  });

  test("a session that has ended can't be renewed", async () => {
    const id = await signIn(user);
    await database.db.execute(sql`insert into auth.refresh_tokens (id, token, user_id, session_id)
      values (${randomUUID()}, ${randomUUID()}, ${user.context.actor.userId}, ${id})`);
    await endListedOthers(user.context, randomUUID());
    const left = await database.db.execute(
      sql`select from auth.refresh_tokens where session_id = ${id}`,
    );
    expect(left).toHaveLength(0);
  });

  test("the visitors of a demo neither see nor end each other's sessions", async () => {
    const { userId } = user.context.actor;
    await database.db.execute(
      sql`update auth.users set email = ${demoAccount.email} where id = ${userId}`,
    );
    const context = { ...user.context, hasDemo: true };
    const [own, another] = [await signIn(user), await signIn(user)];
    expect(await listSessions(context, own)).toMatchObject([{ id: own, is_current: true }]);
    await expect(endListedSession(context, own, another)).rejects.toMatchObject(FORBIDDEN);
    await expect(endListedOthers(context, own)).rejects.toMatchObject(FORBIDDEN);
    await endListedSession(context, own, own);
    expect(await isLive(user, another)).toBe(true);
    await database.db.execute(
      sql`update auth.users set email = ${`${userId}@example.com`} where id = ${userId}`,
    );
  });

  test("the sessions of a deleted account are refused, and leave no record of their use", async () => {
    const id = await signIn(user);
    await isLive(user, id);
    const { userId } = user.context.actor;
    await deleteAccount(
      user.context,
      { email: `${userId}@example.com`, password: "right" },
      { sessionId: id, isPasswordRight: async () => true },
    );
    const other = openDatabase(database.url, { maxConnections: 1 });
    expect(await isSessionLive({ db: other.db }, { userId, sessionId: id }, null)).toBe(false);
    await other.close();
    const uses = await database.db.execute(sql`select from session_uses where session_id = ${id}`);
    expect(uses).toHaveLength(0);
  });
});
