import { beforeEach, describe, expect, test } from "vitest";
import { keyScopes } from "@/lib/domain/keys/key-options";
import type { GrantableRole } from "@/lib/domain/workspace/role";
import type { ServiceContext } from "@/lib/services/context";
import { createKey } from "@/lib/services/keys/create-key";
import { getUsage } from "@/lib/services/limits/get-usage";
import { createWorkspace } from "@/lib/services/workspaces/create-workspace";
import { getMember } from "@/lib/services/workspaces/get-member";
import { getOpenInvitation } from "@/lib/services/workspaces/get-open-invitation";
import { getWorkspaceDetail } from "@/lib/services/workspaces/get-workspace-detail";
import { inviteMember } from "@/lib/services/workspaces/invite-member";
import { listInvitations } from "@/lib/services/workspaces/list-invitations";
import { listMembers } from "@/lib/services/workspaces/list-members";
import { listWorkspaces } from "@/lib/services/workspaces/list-workspaces";
import { updateWorkspace } from "@/lib/services/workspaces/update-workspace";
import { problemCodesOf } from "@/tests/support/problems-of";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

describe("a workspace over the API", () => {
  const database = openSuiteDatabase();
  let team: TestWorkspace;

  beforeEach(async () => {
    team = await createTestWorkspace(database.db);
  });

  /** The context of a new key of the team. */
  async function asKey(role: GrantableRole): Promise<ServiceContext> {
    const { id, name, scopes } = await createKey(team.context, {
      name: "CI",
      role,
      scopes: [...keyScopes],
    });
    const { workspaceId } = team.context;
    const key = { id, name, workspaceId, role, scopes };
    return { ...team.context, role, actor: { userId: null, key, address: null } };
  }

  test("shows what its settings show", async () => {
    await team.addRoutine();
    const viewer = await team.addMember("VIEWER");
    const { workspaceId: id } = team.context;
    expect(await getWorkspaceDetail(viewer)).toEqual({
      id,
      name: expect.any(String) as string,
      role: "VIEWER",
      ai_enabled: null,
      ai_host: null,
      ai_model: null,
      contents: { members: 2, routines: 1, runs: 0, has_more_runs: false },
    });
  });

  test("is changed by its admins in what they name, and by nobody below", async () => {
    const ai = { baseUrl: "https://models.example/v1", apiKey: "k", model: "small" };
    const admin = { ...(await team.addMember("ADMIN")), ai };
    expect(await updateWorkspace(admin, { name: "Ops", ai_enabled: true })).toMatchObject({
      name: "Ops",
      ai_enabled: true,
      ai_host: "models.example",
      ai_model: "small",
    });
    expect(await updateWorkspace(admin, { ai_enabled: false })).toMatchObject({
      name: "Ops",
      ai_enabled: false,
    });
    expect(
      await problemCodesOf(updateWorkspace(admin, { name: "", ai_enabled: 1, owner: "me" })),
    ).toEqual({
      name: "workspace_name_required",
      ai_enabled: "ai_enabled_not_boolean",
      owner: "field_unknown",
    });
    const member = await team.addMember("MEMBER");
    await expect(updateWorkspace(member, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("hands out an invitation once, with its link", async () => {
    const { url, ...invitation } = await inviteMember(team.context, { role: "MEMBER" });
    expect(await listInvitations(team.context)).toEqual([invitation]);
    const token = url.replace("https://opspulse.example/invitations/", "");
    expect(await getOpenInvitation(team.context, token)).toMatchObject({ role: "MEMBER" });
  });

  test("a key sees its own workspace and no other, and makes none", async () => {
    const key = await asKey("MEMBER");
    await createWorkspace(team.context, { name: "Another" });
    expect(await listWorkspaces(team.context)).toHaveLength(2);
    const { workspaceId: id } = team.context;
    expect(await listWorkspaces(key)).toMatchObject([{ id, role: "MEMBER" }]);
    expect(await getWorkspaceDetail(key)).toMatchObject({ id, role: "MEMBER" });
    await expect(createWorkspace(key, { name: "Mine" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("an admin's key sees members and invites, as far as the role goes", async () => {
    const admin = await asKey("ADMIN");
    expect(await listMembers(admin)).toHaveLength(1);
    expect(await inviteMember(admin, { role: "VIEWER" })).toMatchObject({ invited_by: null });
    const member = await asKey("MEMBER");
    await expect(inviteMember(member, { role: "VIEWER" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("a member is found by their id, and a stranger isn't", async () => {
    const { actor } = await team.addMember("VIEWER");
    const { userId } = actor;
    expect(await getMember(team.context, userId)).toMatchObject({ user_id: userId });
    const stranger = await createTestWorkspace(database.db);
    await expect(getMember(stranger.context, userId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("its usage has what is used, what is allowed, and the rates", async () => {
    await team.addRoutine({ interval_minutes: 5 });
    const usage = await getUsage(await team.addMember("VIEWER"));
    expect(usage).toMatchObject({
      routines: { used: 1, max: 100_000 },
      members: { used: 2, max: 100 },
      runs_per_day: { used: 288 },
      history: { retention_days: 90 },
      forecast: { runs_per_month: 8_640 },
    });
    expect(usage.rate_limits).toContainEqual({
      name: "reads_user",
      max: 6_000,
      window_seconds: 60,
    });
  });
});
