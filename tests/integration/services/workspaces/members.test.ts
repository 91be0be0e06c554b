import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { GrantableRole } from "@/lib/domain/workspace/role";
import type { ServiceContext } from "@/lib/services/context";
import { changeMemberRole } from "@/lib/services/workspaces/change-member-role";
import { createInvitation } from "@/lib/services/workspaces/create-invitation";
import { getOpenInvitation } from "@/lib/services/workspaces/get-open-invitation";
import { listInvitations } from "@/lib/services/workspaces/list-invitations";
import { listMembers } from "@/lib/services/workspaces/list-members";
import { removeMember } from "@/lib/services/workspaces/remove-member";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const FORBIDDEN = { code: "FORBIDDEN" };
const NOT_FOUND = { code: "NOT_FOUND" };

describe("members", () => {
  const database = openSuiteDatabase();
  let team: TestWorkspace;
  let stranger: TestWorkspace;

  beforeEach(async () => {
    team = await createTestWorkspace(database.db);
    stranger = await createTestWorkspace(database.db);
  });

  const roleOf = async ({ actor }: ServiceContext) =>
    (await listMembers(team.context)).find(({ user_id }) => user_id === actor.userId)?.role;

  test("every member sees all of them with their addresses, the highest role first", async () => {
    const viewer = await team.addMember("VIEWER");
    const admin = await team.addMember("ADMIN");
    const members = await listMembers(viewer);
    expect(members).toEqual(
      [
        { context: team.context, role: "OWNER" },
        { context: admin, role: "ADMIN" },
        { context: viewer, role: "VIEWER" },
      ].map(({ context: { actor }, role }) => ({
        user_id: actor.userId,
        email: `${actor.userId}@example.com`,
        role,
        joined_at: expect.any(String) as unknown,
      })),
    );
    expect(await listMembers(team.context)).toEqual(members);
  });

  test("nobody sees the members of another's workspace", async () => {
    await team.addMember("ADMIN");
    const { workspaceId } = team.context;
    expect(await listMembers({ ...stranger.context, workspaceId })).toEqual([]);
    expect(await listMembers({ ...stranger.context, workspaceId: randomUUID() })).toEqual([]);
  });

  describe.each(["change the role of", "remove"] as const)("to %s a member", (what) => {
    const act = (context: ServiceContext, userId: string) =>
      what === "remove"
        ? removeMember(context, userId)
        : changeMemberRole(context, userId, { role: "VIEWER" });
    const done = what === "remove" ? undefined : "VIEWER";

    test("is for admins and the owner", async () => {
      const admin = await team.addMember("ADMIN");
      for (const context of [team.context, admin]) {
        const member = await team.addMember("MEMBER");
        await act(context, member.actor.userId);
        expect(await roleOf(member)).toBe(done);
      }
    });

    test.each(["MEMBER", "VIEWER"] as const)(
      "is not for %s, not even of themselves",
      async (role) => {
        const member = await team.addMember(role);
        const colleague = await team.addMember("ADMIN");
        for (const { actor } of [colleague, member]) {
          await expect(act(member, actor.userId)).rejects.toMatchObject({
            ...FORBIDDEN,
            message: "Only admins and the owner of this workspace can do this.",
          });
        }
        // Whatever the context says, the database decides for itself.
        await expect(
          act({ ...member, role: "OWNER" }, colleague.actor.userId),
        ).rejects.toMatchObject(FORBIDDEN);
        expect([await roleOf(member), await roleOf(colleague)]).toEqual([role, "ADMIN"]);
      },
    );

    test("is not possible where the member is the owner", async () => {
      const admin = await team.addMember("ADMIN");
      for (const context of [team.context, admin]) {
        await expect(act(context, team.context.actor.userId)).rejects.toMatchObject(FORBIDDEN);
      }
      expect(await roleOf(team.context)).toBe("OWNER");
    });

    test("finds nobody who is not one", async () => {
      for (const userId of [stranger.context.actor.userId, randomUUID(), "nobody"]) {
        await expect(act(team.context, userId)).rejects.toMatchObject(NOT_FOUND);
      }
    });

    test("in another's workspace finds nobody either", async () => {
      const member = await team.addMember("MEMBER");
      const { workspaceId } = team.context;
      for (const userId of [member.actor.userId, team.context.actor.userId, randomUUID()]) {
        await expect(act({ ...stranger.context, workspaceId }, userId)).rejects.toMatchObject(
          NOT_FOUND,
        );
      }
      expect(await roleOf(member)).toBe("MEMBER");
    });

    test("takes back the invitations that they made, and no others", async () => {
      const admin = await team.addMember("ADMIN");
      const { token } = await createInvitation(admin, { role: "ADMIN" });
      await createInvitation(team.context, { role: "VIEWER" });
      await act(team.context, admin.actor.userId);
      await expect(getOpenInvitation(team.context, token)).rejects.toMatchObject(NOT_FOUND);
      expect(await listInvitations(team.context)).toMatchObject([{ role: "VIEWER" }]);
    });
  });

  test.each<GrantableRole>(["ADMIN", "MEMBER", "VIEWER"])(
    "a member can be made %s",
    async (role) => {
      const member = await team.addMember("MEMBER");
      await changeMemberRole(team.context, member.actor.userId, { role });
      expect(await roleOf(member)).toBe(role);
    },
  );

  test.each([{ role: "OWNER" }, { role: "admin" }, { role: null }, {}])(
    "a member cannot be given %j",
    async (input) => {
      const member = await team.addMember("MEMBER");
      await expect(
        changeMemberRole(team.context, member.actor.userId, input),
      ).rejects.toMatchObject({
        code: "VALIDATION",
        problems: [expect.objectContaining({ path: "role", code: "role_unknown" }) as unknown],
      });
      expect(await roleOf(member)).toBe("MEMBER");
    },
  );

  test("an admin who steps down is one no more, and their invitations are gone", async () => {
    const admin = await team.addMember("ADMIN");
    await createInvitation(admin, { role: "MEMBER" });
    await changeMemberRole(admin, admin.actor.userId, { role: "MEMBER" });
    expect(await roleOf(admin)).toBe("MEMBER");
    expect(await listInvitations(team.context)).toEqual([]);
  });
});
