import { createHash, randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { workspaceInvitations, workspaceMembers } from "@/db/schema";
import { DAY_MS, MINUTE_MS } from "@/lib/domain/time-units";
import type { GrantableRole, Role } from "@/lib/domain/workspace/role";
import type { ServiceContext } from "@/lib/services/context";
import { acceptInvitation } from "@/lib/services/workspaces/accept-invitation";
import { createInvitation } from "@/lib/services/workspaces/create-invitation";
import { getOpenInvitation } from "@/lib/services/workspaces/get-open-invitation";
import { listInvitations } from "@/lib/services/workspaces/list-invitations";
import { listMembers } from "@/lib/services/workspaces/list-members";
import { revokeInvitation } from "@/lib/services/workspaces/revoke-invitation";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const FORBIDDEN = { code: "FORBIDDEN" };
const NOT_FOUND = { code: "NOT_FOUND" };

describe("invitations", () => {
  const database = openSuiteDatabase();
  let team: TestWorkspace;
  let guest: TestWorkspace;

  beforeEach(async () => {
    team = await createTestWorkspace(database.db);
    guest = await createTestWorkspace(database.db);
  });

  const roleOf = async ({ actor }: ServiceContext): Promise<Role | undefined> =>
    (await listMembers(team.context)).find(({ user_id }) => user_id === actor.userId)?.role;

  const inviteAs = async (role: GrantableRole, context = team.context) =>
    (await createInvitation(context, { role })).token;

  const expire = (context: ServiceContext) =>
    database.db
      .update(workspaceInvitations)
      .set({
        createdAt: sql`now() - interval '8 days'`,
        expiresAt: sql`now() - interval '1 second'`,
      })
      .where(eq(workspaceInvitations.workspaceId, context.workspaceId));

  test("the link shows its holder what it offers, and nobody can read it anywhere", async () => {
    const before = Date.now();
    const token = await inviteAs("MEMBER");
    expect(token).toMatch(/^[\w-]{43}$/);
    const invitation = await getOpenInvitation(guest.context, token);
    expect(invitation).toEqual({
      workspace_id: team.context.workspaceId,
      workspace_name: "Personal",
      role: "MEMBER",
      invited_by: `${team.context.actor.userId}@example.com`,
      expires_at: expect.any(String) as unknown,
    });
    const age = Date.parse(invitation.expires_at) - before;
    expect(age).toBeGreaterThan(7 * DAY_MS - MINUTE_MS);
    expect(age).toBeLessThan(7 * DAY_MS + MINUTE_MS);

    const [row] = await database.db
      .select()
      .from(workspaceInvitations)
      .where(eq(workspaceInvitations.workspaceId, team.context.workspaceId));
    expect(row?.tokenHash).toBe(createHash("sha256").update(token).digest("hex"));
    expect(JSON.stringify(row)).not.toContain(token);
    expect(JSON.stringify(await listInvitations(team.context))).not.toContain(row?.tokenHash);
  });

  test.each<GrantableRole>(["ADMIN", "MEMBER", "VIEWER"])(
    "an invitation makes the person who accepts it %s, once",
    async (role) => {
      const token = await inviteAs(role);
      const { workspaceId } = team.context;
      expect(await acceptInvitation(guest.context, token)).toEqual({
        workspaceId,
        outcome: "JOINED",
      });
      expect(await roleOf(guest.context)).toBe(role);
      const late = await createTestWorkspace(database.db);
      await expect(acceptInvitation(late.context, token)).rejects.toMatchObject(NOT_FOUND);
      expect(await roleOf(late.context)).toBeUndefined();
    },
  );

  test("unknown, expired, used and revoked links are answered alike", async () => {
    const used = await inviteAs("MEMBER");
    await acceptInvitation(guest.context, used);
    const expired = await inviteAs("MEMBER");
    await expire(team.context);
    const revoked = await inviteAs("MEMBER");
    for (const { id } of await listInvitations(team.context)) {
      await revokeInvitation(team.context, id);
    }
    const late = await createTestWorkspace(database.db);
    const answers: unknown[] = [];
    for (const token of [used, expired, revoked, "A".repeat(43), "", "'; --"]) {
      for (const verb of [getOpenInvitation, acceptInvitation]) {
        answers.push(await verb(late.context, token).catch((error: unknown) => error));
      }
    }
    for (const answer of answers) {
      expect(answer).toMatchObject(NOT_FOUND);
      expect(answer).toEqual(answers[0]);
    }
    expect(await roleOf(late.context)).toBeUndefined();
  });

  test.each<{ has: GrantableRole; offered: GrantableRole; outcome: string; then: GrantableRole }>([
    { has: "VIEWER", offered: "ADMIN", outcome: "RAISED", then: "ADMIN" },
    { has: "MEMBER", offered: "MEMBER", outcome: "KEPT", then: "MEMBER" },
    { has: "ADMIN", offered: "VIEWER", outcome: "KEPT", then: "ADMIN" },
  ])("$has who is offered $offered is $then: $outcome", async ({ has, offered, outcome, then }) => {
    const member = await team.addMember(has);
    const token = await inviteAs(offered);
    expect(await acceptInvitation(member, token)).toMatchObject({ outcome });
    expect(await roleOf(member)).toBe(then);
    await expect(acceptInvitation(guest.context, token)).rejects.toMatchObject(NOT_FOUND);
  });

  test("the owner who opens their own link stays the owner", async () => {
    const token = await inviteAs("VIEWER");
    expect(await acceptInvitation(team.context, token)).toMatchObject({ outcome: "KEPT" });
    expect(await roleOf(team.context)).toBe("OWNER");
  });

  test("of several who race for one link, one gets in", async () => {
    const token = await inviteAs("MEMBER");
    const racers = await Promise.all(
      Array.from({ length: 4 }, () => createTestWorkspace(database.db)),
    );
    const results = await Promise.allSettled(
      racers.map(({ context }) => acceptInvitation(context, token)),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject(NOT_FOUND);
    }
    expect(await listMembers(team.context)).toHaveLength(2);
  });

  test("one who accepts two links at once has the higher role", async () => {
    const tokens = [await inviteAs("VIEWER"), await inviteAs("ADMIN")];
    await Promise.all(tokens.map((token) => acceptInvitation(guest.context, token)));
    expect(await roleOf(guest.context)).toBe("ADMIN");
    expect(await listInvitations(team.context)).toEqual([]);
  });

  test("a link counts for as long as who made it may invite", async () => {
    const admin = await team.addMember("ADMIN");
    const token = await inviteAs("ADMIN", admin);
    await database.db
      .update(workspaceMembers)
      .set({ role: "MEMBER" })
      .where(eq(workspaceMembers.userId, admin.actor.userId));
    await expect(getOpenInvitation(guest.context, token)).rejects.toMatchObject(NOT_FOUND);
    await expect(acceptInvitation(guest.context, token)).rejects.toMatchObject(NOT_FOUND);
    expect(await roleOf(guest.context)).toBeUndefined();
  });

  test("admins and the owner invite, see what waits and take it back", async () => {
    const admin = await team.addMember("ADMIN");
    await inviteAs("VIEWER");
    await inviteAs("MEMBER", admin);
    for (const context of [team.context, admin]) {
      expect(await listInvitations(context)).toMatchObject([
        { role: "VIEWER", invited_by: `${team.context.actor.userId}@example.com` },
        { role: "MEMBER", invited_by: `${admin.actor.userId}@example.com` },
      ]);
    }
    for (const { id } of await listInvitations(admin)) await revokeInvitation(admin, id);
    expect(await listInvitations(team.context)).toEqual([]);
  });

  test.each(["MEMBER", "VIEWER"] as const)("%s may do none of it", async (role) => {
    const member = await team.addMember(role);
    await inviteAs("VIEWER");
    const [waiting] = await listInvitations(team.context);
    const id = waiting?.id ?? "";
    for (const attempt of [
      () => createInvitation(member, { role: "VIEWER" }),
      () => listInvitations(member),
      () => revokeInvitation(member, id),
    ]) {
      await expect(attempt()).rejects.toMatchObject(FORBIDDEN);
    }
    // Whatever the context says, the database decides for itself.
    const pretender: ServiceContext = { ...member, role: "OWNER" };
    await expect(createInvitation(pretender, { role: "VIEWER" })).rejects.toThrow();
    await expect(revokeInvitation(pretender, id)).rejects.toMatchObject(NOT_FOUND);
    expect(await listInvitations(pretender)).toEqual([]);
    expect(await listInvitations(team.context)).toHaveLength(1);
  });

  test("an invitation of another's workspace is answered like none", async () => {
    await inviteAs("VIEWER");
    const [waiting] = await listInvitations(team.context);
    for (const id of [waiting?.id ?? "", randomUUID(), "no id"]) {
      await expect(revokeInvitation(guest.context, id)).rejects.toMatchObject(NOT_FOUND);
    }
    expect(await listInvitations(guest.context)).toEqual([]);
    expect(await listInvitations(team.context)).toHaveLength(1);
  });

  test.each([{ role: "OWNER" }, { role: "" }, {}])("nobody is invited as %j", async (input) => {
    await expect(createInvitation(team.context, input)).rejects.toMatchObject({
      code: "VALIDATION",
      problems: [expect.objectContaining({ path: "role", code: "role_unknown" }) as unknown],
    });
    expect(await listInvitations(team.context)).toEqual([]);
  });

  test("what has expired is not listed, and goes with the next invitation", async () => {
    await inviteAs("VIEWER");
    await expire(team.context);
    expect(await listInvitations(team.context)).toEqual([]);
    await inviteAs("MEMBER");
    const rows = await database.db
      .select({ role: workspaceInvitations.role })
      .from(workspaceInvitations)
      .where(eq(workspaceInvitations.workspaceId, team.context.workspaceId));
    expect(rows).toEqual([{ role: "MEMBER" }]);
  });
});
