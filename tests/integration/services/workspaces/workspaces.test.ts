import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { asUser } from "@/db/client";
import { insertWorkspace } from "@/db/queries/workspaces";
import { workspaceMembers, workspaces } from "@/db/schema";
import { demoAccount } from "@/lib/domain/workspace/demo-account";
import type { Role } from "@/lib/domain/workspace/role";
import { MAX_OWNED_WORKSPACES } from "@/lib/domain/workspace/workspace";
import { createServiceContext, type ServiceContext } from "@/lib/services/context";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { getRoutine } from "@/lib/services/routines/get-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { listRuns } from "@/lib/services/runs/list-runs";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { createInvitation } from "@/lib/services/workspaces/create-invitation";
import { createWorkspace } from "@/lib/services/workspaces/create-workspace";
import { deleteAccount, type Identity } from "@/lib/services/workspaces/delete-account";
import { deleteWorkspace } from "@/lib/services/workspaces/delete-workspace";
import { getOpenInvitation } from "@/lib/services/workspaces/get-open-invitation";
import { getWorkspace } from "@/lib/services/workspaces/get-workspace";
import { getWorkspaceContents } from "@/lib/services/workspaces/get-workspace-contents";
import { isDemo, isDemoWorkspace } from "@/lib/services/workspaces/is-demo";
import { leaveWorkspace } from "@/lib/services/workspaces/leave-workspace";
import { listMembers } from "@/lib/services/workspaces/list-members";
import { listOwnedContents } from "@/lib/services/workspaces/list-owned-contents";
import { listWorkspaces } from "@/lib/services/workspaces/list-workspaces";
import { renameWorkspace } from "@/lib/services/workspaces/rename-workspace";
import { transferOwnership } from "@/lib/services/workspaces/transfer-ownership";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { refusalOf } from "@/tests/support/refusal";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import {
  createTestWorkspace,
  type TestWorkspace,
  type UserContext,
} from "@/tests/support/test-workspace";

const FORBIDDEN = { code: "FORBIDDEN" };
const NOT_FOUND = { code: "NOT_FOUND" };

const problem = (path: string, code: string) => ({
  code: "VALIDATION",
  problems: [expect.objectContaining({ path, code }) as unknown],
});

describe("workspaces", () => {
  const database = openSuiteDatabase();
  let receiver: Receiver;
  let team: TestWorkspace;
  let stranger: TestWorkspace;

  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());
  beforeEach(async () => {
    team = await createTestWorkspace(database.db);
    stranger = await createTestWorkspace(database.db);
  });

  const routineInput = (path = "/ok") => ({
    name: "Ping",
    endpoint_url: `${receiver.url}${path}`,
    interval_minutes: 60,
  });

  const password = "correct-horse";
  /** A session, and an auth server that knows the one password. */
  const identity: Identity = {
    sessionId: randomUUID(),
    isPasswordRight: async (account) => account.password === password,
  };

  const emailOf = ({ actor }: ServiceContext) => `${actor.userId}@example.com`;

  const exists = async (table: "workspaces" | "routines" | "auth.users", id: string) => {
    const name = sql.join(
      table.split(".").map((part) => sql.identifier(part)),
      sql`.`,
    );
    return (await database.db.execute(sql`select from ${name} where id = ${id}`)).length === 1;
  };

  const rolesIn = async (context: ServiceContext): Promise<Record<string, Role>> =>
    Object.fromEntries((await listMembers(context)).map(({ user_id, role }) => [user_id, role]));

  test("the creator of a workspace owns it, and sees it after those they had", async () => {
    const made = await createWorkspace(team.context, { name: "  Team  " });
    expect(made).toEqual({ id: expect.any(String) as unknown, name: "Team", role: "OWNER" });
    expect(await listWorkspaces(team.context)).toEqual([
      { id: team.context.workspaceId, name: "Personal", role: "OWNER" },
      made,
    ]);
    expect(await listWorkspaces(stranger.context)).toHaveLength(1);
  });

  test.each([
    { input: {}, code: "workspace_name_required" },
    { input: { name: "   " }, code: "workspace_name_required" },
    { input: { name: 7 }, code: "workspace_name_required" },
    { input: { name: "é".repeat(121) }, code: "name_too_long" },
  ])("a name such as in $input is refused, for a new workspace and an old one", async (refused) => {
    const { input, code } = refused;
    await expect(createWorkspace(team.context, input)).rejects.toMatchObject(problem("name", code));
    await expect(renameWorkspace(team.context, input)).rejects.toMatchObject(problem("name", code));
  });

  test("admins and the owner rename a workspace, and nobody else", async () => {
    await renameWorkspace(await team.addMember("ADMIN"), { name: "Renamed" });
    expect(await getWorkspace(team.context)).toMatchObject({ name: "Renamed" });
    for (const role of ["MEMBER", "VIEWER"] as const) {
      const member = await team.addMember(role);
      await expect(renameWorkspace(member, { name: "No" })).rejects.toMatchObject(FORBIDDEN);
      // Whatever the context says, the database decides for itself.
      await expect(
        renameWorkspace({ ...member, role: "OWNER" }, { name: "No" }),
      ).rejects.toMatchObject(NOT_FOUND);
    }
    expect(await getWorkspace(team.context)).toMatchObject({ name: "Renamed" });
  });

  test("a workspace that is not yours is answered like one that does not exist", async () => {
    const { actor } = stranger.context;
    const verbs: ((context: ServiceContext) => Promise<unknown>)[] = [
      getWorkspace,
      getWorkspaceContents,
      (context) => renameWorkspace(context, { name: "Mine" }),
      (context) => deleteWorkspace(context, { name: "Personal" }),
      (context) => leaveWorkspace({ ...context, role: "ADMIN" }),
      (context) => transferOwnership(context, team.context.actor.userId),
    ];
    for (const verb of verbs) {
      const [theirs, missing] = await Promise.all(
        [team.context.workspaceId, randomUUID()].map((workspaceId) =>
          verb({ ...team.context, actor, workspaceId }).then(
            () => "done",
            (error: unknown) => error,
          ),
        ),
      );
      expect(theirs).toEqual(missing);
      expect(theirs).toMatchObject(NOT_FOUND);
    }
    expect(await getWorkspace(team.context)).toMatchObject({ name: "Personal", role: "OWNER" });
  });

  describe("deleting a workspace", () => {
    test("takes its routines, runs and members along, and nothing of others", async () => {
      const routine = await createRoutine(team.context, routineInput());
      await runRoutineNow(team.context, routine.id);
      await team.addMember("VIEWER");
      const other = await createRoutine(stranger.context, routineInput());
      expect(await getWorkspaceContents(team.context)).toEqual({
        id: team.context.workspaceId,
        name: "Personal",
        members: 2,
        routines: 1,
        runs: 1,
        has_more_runs: false,
      });
      await deleteWorkspace(team.context, { name: "Personal" });
      expect(await exists("workspaces", team.context.workspaceId)).toBe(false);
      expect(await exists("routines", routine.id)).toBe(false);
      expect(await exists("routines", other.id)).toBe(true);
      await expect(deleteWorkspace(team.context, { name: "Personal" })).rejects.toMatchObject(
        NOT_FOUND,
      );
    });

    test("counts no more runs than it takes to say that there are many", async () => {
      const { id } = await createRoutine(team.context, routineInput());
      await database.db.execute(sql`
        insert into routine_runs
          (workspace_id, routine_id, triggered_by, status, finished_at)
        select ${team.context.workspaceId}, ${id}, 'MANUAL', 'SUCCESS', now()
        from generate_series(1, 50001)`);
      expect(await getWorkspaceContents(team.context)).toMatchObject({
        runs: 50_000,
        has_more_runs: true,
      });
    });

    test("asks for its name", async () => {
      await expect(deleteWorkspace(team.context, { name: "personal" })).rejects.toMatchObject(
        problem("name", "name_differs"),
      );
      await expect(deleteWorkspace(team.context, {})).rejects.toMatchObject(
        problem("name", "workspace_name_required"),
      );
      expect(await exists("workspaces", team.context.workspaceId)).toBe(true);
    });

    test.each(["ADMIN", "MEMBER", "VIEWER"] as const)("is not for %s", async (role) => {
      const member = await team.addMember(role);
      const input = { name: "Personal" };
      await expect(deleteWorkspace(member, input)).rejects.toMatchObject(FORBIDDEN);
      await expect(deleteWorkspace({ ...member, role: "OWNER" }, input)).rejects.toMatchObject(
        NOT_FOUND,
      );
      expect(await exists("workspaces", team.context.workspaceId)).toBe(true);
    });
  });

  describe("leaving a workspace", () => {
    test.each(["ADMIN", "MEMBER", "VIEWER"] as const)("%s may", async (role) => {
      const member = await team.addMember(role);
      await leaveWorkspace(member);
      expect(await rolesIn(team.context)).toEqual({ [team.context.actor.userId]: "OWNER" });
      await expect(leaveWorkspace(member)).rejects.toMatchObject(NOT_FOUND);
    });

    test("the owner may not, whatever their context says", async () => {
      await expect(leaveWorkspace(team.context)).rejects.toMatchObject(FORBIDDEN);
      await expect(leaveWorkspace({ ...team.context, role: "ADMIN" })).rejects.toMatchObject(
        NOT_FOUND,
      );
      expect(await rolesIn(team.context)).toEqual({ [team.context.actor.userId]: "OWNER" });
    });
  });

  describe("transferring the ownership", () => {
    test("makes the member the owner, and the owner an admin", async () => {
      const heir = await team.addMember("VIEWER");
      await transferOwnership(team.context, heir.actor.userId);
      expect(await rolesIn(team.context)).toEqual({
        [team.context.actor.userId]: "ADMIN",
        [heir.actor.userId]: "OWNER",
      });
      // Who was the owner is not any more, whatever their context still says.
      await expect(transferOwnership(team.context, heir.actor.userId)).rejects.toMatchObject(
        NOT_FOUND,
      );
      await deleteWorkspace({ ...heir, role: "OWNER" }, { name: "Personal" });
    });

    test("is the owner's alone", async () => {
      const admin = await team.addMember("ADMIN");
      await expect(transferOwnership(admin, admin.actor.userId)).rejects.toMatchObject(FORBIDDEN);
      await expect(
        transferOwnership({ ...admin, role: "OWNER" }, team.context.actor.userId),
      ).rejects.toMatchObject(NOT_FOUND);
      expect(await rolesIn(team.context)).toMatchObject({ [admin.actor.userId]: "ADMIN" });
    });

    test("goes to a member, and to nobody else", async () => {
      for (const userId of [stranger.context.actor.userId, randomUUID(), "nobody"]) {
        await expect(transferOwnership(team.context, userId)).rejects.toMatchObject(NOT_FOUND);
      }
      for (const userId of ["", team.context.actor.userId]) {
        await expect(transferOwnership(team.context, userId)).rejects.toMatchObject(
          problem("user_id", "member_required"),
        );
      }
      expect(await rolesIn(team.context)).toEqual({ [team.context.actor.userId]: "OWNER" });
    });

    test("to two at once goes to one of them", async () => {
      const heirs = [await team.addMember("ADMIN"), await team.addMember("MEMBER")];
      const results = await Promise.allSettled(
        heirs.map(({ actor }) => transferOwnership(team.context, actor.userId)),
      );
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const owners = Object.values(await rolesIn(team.context)).filter((role) => role === "OWNER");
      expect(owners).toHaveLength(1);
    });

    test("to one who leaves at the same moment leaves one owner, and no one behind", async () => {
      const heir = await team.addMember("MEMBER");
      await Promise.allSettled([
        leaveWorkspace(heir),
        transferOwnership(team.context, heir.actor.userId),
      ]);
      const [workspace] = await database.db
        .select({ ownerId: workspaces.ownerId })
        .from(workspaces)
        .where(eq(workspaces.id, team.context.workspaceId));
      const roles = await rolesIn({ ...team.context, actor: { userId: workspace?.ownerId ?? "" } });
      expect(Object.entries(roles).filter(([, role]) => role === "OWNER")).toEqual([
        [workspace?.ownerId, "OWNER"],
      ]);
      expect(Object.keys(roles)).toContain(team.context.actor.userId);
    });
  });

  describe("how many workspaces a user may own", () => {
    const countOwned = async ({ actor }: UserContext) =>
      (await database.db.select().from(workspaces).where(eq(workspaces.ownerId, actor.userId)))
        .length;

    /** Gives the user as many workspaces as they then own. */
    const own = async (context: UserContext, count: number) => {
      const missing = count - (await countOwned(context));
      await database.db
        .insert(workspaces)
        .values(
          Array.from({ length: missing }, () => ({ ownerId: context.actor.userId, name: "One" })),
        );
    };

    const tooMany = problem("", "workspaces_too_many");

    test("is twenty: the next is refused until one is deleted", async () => {
      await own(team.context, MAX_OWNED_WORKSPACES - 1);
      await createWorkspace(team.context, { name: "Twentieth" });
      await expect(createWorkspace(team.context, { name: "Next" })).rejects.toMatchObject(tooMany);
      expect(await countOwned(team.context)).toBe(20);
      await deleteWorkspace(team.context, { name: "Personal" });
      await createWorkspace(team.context, { name: "Next" });
      expect(await countOwned(team.context)).toBe(20);
    });

    test("is the same for those that are made at once", async () => {
      await own(team.context, MAX_OWNED_WORKSPACES - 3);
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, () => createWorkspace(team.context, { name: "Another" })),
      );
      const refusals = results.filter((result) => result.status === "rejected");
      expect(refusals.map(({ reason }): unknown => reason)).toMatchObject(Array(5).fill(tooMany));
      expect(await countOwned(team.context)).toBe(MAX_OWNED_WORKSPACES);
    });

    test("is the same for those that they are given, also at once", async () => {
      const heir = await team.addMember("ADMIN");
      await own(heir, MAX_OWNED_WORKSPACES - 1);
      await database.db
        .insert(workspaceMembers)
        .values({ ...heir.actor, workspaceId: stranger.context.workspaceId, role: "ADMIN" });
      const results = await Promise.allSettled(
        [team, stranger].map(({ context }) => transferOwnership(context, heir.actor.userId)),
      );
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(results.find(({ status }) => status === "rejected")).toMatchObject({
        reason: problem("user_id", "member_owns_too_many"),
      });
      expect(await countOwned(heir)).toBe(MAX_OWNED_WORKSPACES);
    });

    test("counts neither those of others, nor those that they only belong to", async () => {
      await own(stranger.context, MAX_OWNED_WORKSPACES);
      const member = await team.addMember("ADMIN");
      await own(member, MAX_OWNED_WORKSPACES - 1);
      await createWorkspace(member, { name: "Twentieth" });
      expect(await listWorkspaces(member)).toHaveLength(MAX_OWNED_WORKSPACES + 1);
    });

    test("shows to nobody else: creating a workspace for them is refused as always", async () => {
      await own(stranger.context, MAX_OWNED_WORKSPACES);
      const workspace = { ownerId: stranger.context.actor.userId, name: "Gift" };
      const refusal = await refusalOf(
        asUser(database.db, { sub: team.context.actor.userId }, (tx) =>
          insertWorkspace(tx, workspace),
        ),
      );
      expect(refusal?.code).toBe("42501");
    });
  });

  describe("the demo account", () => {
    let demo: UserContext;

    beforeEach(async () => {
      const visited = await createTestWorkspace(database.db);
      demo = { ...visited.context, hasDemo: true };
      await database.db.execute(sql`
        update auth.users set email = case
          when id = ${demo.actor.userId} then ${demoAccount.email} else id || '@example.com' end
        where id = ${demo.actor.userId} or email = ${demoAccount.email}`);
    });

    const email = demoAccount.email.toUpperCase();

    test("is not deleted where visitors share it, and its own workspace is neither deleted nor given away", async () => {
      const member = { userId: team.context.actor.userId };
      await database.db
        .insert(workspaceMembers)
        .values({ ...member, workspaceId: demo.workspaceId, role: "ADMIN" });
      for (const attempt of [
        () => deleteAccount(demo, { email, password }, identity),
        () => deleteWorkspace(demo, { name: "Personal" }),
        () => transferOwnership(demo, member.userId),
        () => leaveWorkspace(demo),
      ]) {
        await expect(attempt()).rejects.toMatchObject(FORBIDDEN);
      }
      expect(await exists("auth.users", demo.actor.userId)).toBe(true);
      expect(await rolesIn(demo)).toMatchObject({ [demo.actor.userId]: "OWNER" });
    });

    test("makes, gives away, leaves and deletes other workspaces as anybody does", async () => {
      const { id } = await createWorkspace(demo, { name: "Visited" });
      const made = { ...demo, workspaceId: id };
      expect(await isDemoWorkspace(made)).toBe(false);
      await database.db
        .insert(workspaceMembers)
        .values({ ...team.context.actor, workspaceId: id, role: "VIEWER" });
      await transferOwnership(made, team.context.actor.userId);
      await leaveWorkspace({ ...made, role: "ADMIN" });
      const second = await createWorkspace(demo, { name: "Second" });
      await deleteWorkspace({ ...demo, workspaceId: second.id }, { name: "Second" });
      expect(await listWorkspaces(demo)).toMatchObject([{ id: demo.workspaceId }]);
    });

    test("keeps its own workspace also where it is given one that is older", async () => {
      const { workspaceId } = team.context;
      await database.db
        .insert(workspaceMembers)
        .values({ ...demo.actor, workspaceId, role: "MEMBER" });
      await transferOwnership(team.context, demo.actor.userId);
      expect(await isDemoWorkspace({ ...demo, workspaceId })).toBe(false);
      await expect(deleteWorkspace(demo, { name: "Personal" })).rejects.toMatchObject(FORBIDDEN);
      await deleteWorkspace({ ...demo, workspaceId }, { name: "Personal" });
    });

    test("is an account like any other where the instance has no demo, and others are never it", async () => {
      expect(await isDemo({ ...team.context, hasDemo: true })).toBe(false);
      const context = { ...demo, hasDemo: false };
      expect(await isDemo(context)).toBe(false);
      await deleteWorkspace(context, { name: "Personal" });
      await deleteAccount(context, { email, password }, identity);
      expect(await exists("auth.users", demo.actor.userId)).toBe(false);
    });
  });

  describe("what a role allows with routines", () => {
    test.each(["ADMIN", "MEMBER"] as const)("%s changes and runs them", async (role) => {
      const member = await team.addMember(role);
      const { id } = await createRoutine(member, routineInput());
      expect(await updateRoutine(member, id, { name: "New" })).toMatchObject({ name: "New" });
      expect(await runRoutineNow(member, id)).toMatchObject({ status: "SUCCESS" });
      await deleteRoutine(member, id);
      expect(await exists("routines", id)).toBe(false);
    });

    test("VIEWER reads them, and learns who may do more", async () => {
      const viewer = await team.addMember("VIEWER");
      const { id } = await createRoutine(team.context, routineInput());
      await runRoutineNow(team.context, id);
      expect(await getRoutine(viewer, id)).toMatchObject({ id });
      expect((await listRuns(viewer, {})).data).toHaveLength(1);
      const refusal = {
        ...FORBIDDEN,
        message: "Only members, admins and the owner of this workspace can do this.",
      };
      for (const attempt of [
        () => createRoutine(viewer, routineInput()),
        () => updateRoutine(viewer, id, { name: "No" }),
        () => runRoutineNow(viewer, id),
        () => deleteRoutine(viewer, id),
        () => deleteRoutine(viewer, randomUUID()),
      ]) {
        await expect(attempt()).rejects.toMatchObject(refusal);
      }
      expect(await getRoutine(viewer, id)).toMatchObject({ name: "Ping" });
      expect((await listRuns(viewer, {})).data).toHaveLength(1);
    });
  });

  describe("deleting an account", () => {
    test("asks for its address", async () => {
      for (const email of ["", "someone@example.com", emailOf(stranger.context)]) {
        await expect(
          deleteAccount(team.context, { email, password }, identity),
        ).rejects.toMatchObject(problem("email", "email_differs"));
      }
      await expect(deleteAccount(team.context, {}, identity)).rejects.toMatchObject(
        problem("email", "email_differs"),
      );
      expect(await exists("auth.users", team.context.actor.userId)).toBe(true);
    });

    test.each([
      ["none", undefined, "own_password_required"],
      ["an empty one", "", "own_password_required"],
      ["a wrong one", "wrong", "own_password_wrong"],
    ])("asks for the password: %s is refused", async (_, given, code) => {
      const email = emailOf(team.context);
      await expect(
        deleteAccount(team.context, { email, password: given }, identity),
      ).rejects.toMatchObject(problem("password", code));
      expect(await exists("auth.users", team.context.actor.userId)).toBe(true);
    });

    test("asks an account without a password to have signed in within ten minutes, in this session", async () => {
      const { userId } = team.context.actor;
      await database.db.execute(
        sql`update auth.users set encrypted_password = null where id = ${userId}`,
      );
      const signedIn = async (user: string, minutesAgo: number) => {
        const id = randomUUID();
        await database.db.execute(sql`insert into auth.sessions (id, user_id, created_at)
          values (${id}, ${user}, now() - make_interval(mins => ${minutesAgo}))`);
        return id;
      };
      const remove = (sessionId: string) =>
        deleteAccount(
          team.context,
          { email: emailOf(team.context), password },
          { ...identity, sessionId },
        );
      const others = await signedIn(stranger.context.actor.userId, 0);
      for (const sessionId of [await signedIn(userId, 11), others, randomUUID()]) {
        await expect(remove(sessionId)).rejects.toMatchObject(problem("password", "sign_in_again"));
      }
      await remove(await signedIn(userId, 9));
      expect(await exists("auth.users", userId)).toBe(false);
    });

    test("takes along what it owns and leaves what it does not", async () => {
      const guest = await team.addMember("ADMIN");
      await createWorkspace(team.context, { name: "Second" });
      const theirs = await createRoutine(team.context, routineInput());
      const { token } = await createInvitation(guest, { role: "VIEWER" });
      const contents = await listOwnedContents(guest);
      expect(contents).toMatchObject([{ name: "Personal", members: 1, routines: 0, runs: 0 }]);
      expect((await listOwnedContents(team.context)).map(({ name }) => name)).toEqual([
        "Personal",
        "Second",
      ]);

      await deleteAccount(
        guest,
        { email: ` ${emailOf(guest).toUpperCase()} `, password },
        identity,
      );
      expect(await exists("auth.users", guest.actor.userId)).toBe(false);
      expect(await exists("workspaces", contents[0]?.id ?? "")).toBe(false);
      expect(await exists("routines", theirs.id)).toBe(true);
      expect(await rolesIn(team.context)).toEqual({ [team.context.actor.userId]: "OWNER" });
      await expect(getOpenInvitation(team.context, token)).rejects.toMatchObject(NOT_FOUND);

      const member = await team.addMember("MEMBER");
      await deleteAccount(team.context, { email: emailOf(team.context), password }, identity);
      expect(await exists("routines", theirs.id)).toBe(false);
      expect(await exists("auth.users", member.actor.userId)).toBe(true);
    });
  });

  describe("the workspace of a request", () => {
    const choose = (
      context: ServiceContext,
      choice: { required?: string; preferred?: string } = {},
    ) => createServiceContext(context.actor, { required: null, preferred: null, ...choice });

    beforeAll(() => {
      // The pool of the process is opened once: here it is that of the suite.
      Object.assign(globalThis, { opspulseDatabase: database.db });
      vi.stubEnv("DATABASE_URL", database.url);
      vi.stubEnv("SUPABASE_URL", "http://127.0.0.1:1");
      vi.stubEnv("SUPABASE_PUBLISHABLE_KEY", "unused");
    });
    afterAll(() => {
      vi.unstubAllEnvs();
      Reflect.deleteProperty(globalThis, "opspulseDatabase");
    });

    test("is the chosen one with the role there, else the one that was joined first", async () => {
      const guest = await team.addMember("VIEWER");
      const { workspaceId } = team.context;
      // Not within the millisecond of the account.
      await database.db.execute(sql`
        update workspace_members set created_at = created_at + interval '1 second'
        where workspace_id = ${workspaceId} and user_id = ${guest.actor.userId}`);
      const [personal] = await listWorkspaces(guest);
      expect(await choose(guest)).toMatchObject({ workspaceId: personal?.id, role: "OWNER" });
      expect(await choose(guest, { preferred: workspaceId })).toMatchObject({
        workspaceId,
        role: "VIEWER",
      });
      expect(await choose(guest, { required: workspaceId.toUpperCase() })).toMatchObject({
        workspaceId,
        role: "VIEWER",
      });
      expect(
        await choose(guest, { required: personal?.id ?? "", preferred: workspaceId }),
      ).toMatchObject({ workspaceId: personal?.id });
    });

    test("is never one that the user does not belong to", async () => {
      const theirs = team.context.workspaceId;
      const own = stranger.context.workspaceId;
      for (const id of [theirs, randomUUID(), "", "no id", "'"]) {
        expect(await choose(stranger.context, { preferred: id })).toMatchObject({
          workspaceId: own,
        });
        await expect(choose(stranger.context, { required: id })).rejects.toMatchObject({
          ...NOT_FOUND,
          message: "There is nothing here, or it isn't yours.",
        });
      }
    });

    test("is a new personal one for who has none left, one however many requests come", async () => {
      const member = await team.addMember("MEMBER");
      const personal = (await listWorkspaces(member)).find(({ role }) => role === "OWNER");
      await deleteWorkspace(
        { ...member, workspaceId: personal?.id ?? "", role: "OWNER" },
        { name: "Personal" },
      );
      await leaveWorkspace(member);
      expect(await listWorkspaces(member)).toEqual([]);
      const contexts = await Promise.all(Array.from({ length: 4 }, () => choose(member)));
      expect(new Set(contexts.map(({ workspaceId }) => workspaceId)).size).toBe(1);
      expect(await listWorkspaces(member)).toEqual([
        { id: contexts[0]?.workspaceId, name: "Personal", role: "OWNER" },
      ]);
    });

    test("knows whether visitors of the instance share the demo account", async () => {
      expect(await choose(team.context)).toMatchObject({ hasDemo: false });
    });

    test("is none for an account that is deleted, whose tokens still hold for a while", async () => {
      await deleteAccount(team.context, { email: emailOf(team.context), password }, identity);
      await expect(choose(team.context)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
      expect(await exists("auth.users", team.context.actor.userId)).toBe(false);
    });
  });
});
