import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transitIncident } from "@/db/queries/incidents/transit-incident";
import type { AuditAction } from "@/lib/domain/audit/audit-event";
import { explainRun } from "@/lib/services/ai/explain-run";
import { setAlertPolicy } from "@/lib/services/alert-policies/set-alert-policy";
import { exportAuditEvents } from "@/lib/services/audit/export-audit-events";
import { createChannel } from "@/lib/services/channels/create-channel";
import { deleteChannel } from "@/lib/services/channels/delete-channel";
import { testChannel } from "@/lib/services/channels/test-channel";
import { updateChannel } from "@/lib/services/channels/update-channel";
import { applyCode } from "@/lib/services/code/apply-code";
import type { ServiceContext } from "@/lib/services/context";
import { importRoutines } from "@/lib/services/imports/import-routines";
import {
  acknowledgeIncident,
  addNote,
  resolveIncident,
  snoozeIncident,
} from "@/lib/services/incidents/change-incident";
import { createKey } from "@/lib/services/keys/create-key";
import { deleteKey } from "@/lib/services/keys/delete-key";
import { createMaintenance } from "@/lib/services/maintenance/create-maintenance";
import { deleteMaintenance } from "@/lib/services/maintenance/delete-maintenance";
import { testRequest } from "@/lib/services/requests/test-request";
import { bulkRoutines } from "@/lib/services/routines/bulk-routines";
import { changeRoutines } from "@/lib/services/routines/change-routines";
import { createRoutine } from "@/lib/services/routines/create-routine";
import { deleteRoutine } from "@/lib/services/routines/delete-routine";
import { putRoutine } from "@/lib/services/routines/put-routine";
import { updateRoutine } from "@/lib/services/routines/update-routine";
import { runRoutineNow } from "@/lib/services/runs/run-routine-now";
import { runRoutinesNow } from "@/lib/services/runs/run-routines-now";
import { changeSecret } from "@/lib/services/secrets/change-secret";
import { createSecret } from "@/lib/services/secrets/create-secret";
import { deleteSecret } from "@/lib/services/secrets/delete-secret";
import { deleteTag } from "@/lib/services/tags/delete-tag";
import { updateTag } from "@/lib/services/tags/update-tag";
import { acceptInvitation } from "@/lib/services/workspaces/accept-invitation";
import { setAiSwitch } from "@/lib/services/workspaces/ai-switch";
import { changeMemberRole } from "@/lib/services/workspaces/change-member-role";
import { createInvitation } from "@/lib/services/workspaces/create-invitation";
import { createWorkspace } from "@/lib/services/workspaces/create-workspace";
import { deleteAccount } from "@/lib/services/workspaces/delete-account";
import { leaveWorkspace } from "@/lib/services/workspaces/leave-workspace";
import { listInvitations } from "@/lib/services/workspaces/list-invitations";
import { removeMember } from "@/lib/services/workspaces/remove-member";
import { renameWorkspace } from "@/lib/services/workspaces/rename-workspace";
import { revokeInvitation } from "@/lib/services/workspaces/revoke-invitation";
import { transferOwnership } from "@/lib/services/workspaces/transfer-ownership";
import { updateWorkspace } from "@/lib/services/workspaces/update-workspace";
import { alertIds, insertAlert, type AlertIds } from "@/tests/support/alert-rows";
import { startModelServer, type ModelServer } from "@/tests/support/model-server";
import { startReceiver, type Receiver } from "@/tests/support/receiver";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import {
  createTestWorkspace,
  type TestWorkspace,
  type UserContext,
} from "@/tests/support/test-workspace";

const ADDRESS = "203.0.113.9";

/** What somebody typed as a secret somewhere. None of it may be in the log. */
const secrets = {
  secretValue: "sk-live-0123456789abcdef",
  otherValue: "sk-live-fedcba9876543210",
  header: "hunter2-in-a-header",
  body: "hunter2-in-a-body",
  url: "hunter2-in-a-url",
  channel: "whsec_aHVudGVyMi1vZi1hLWNoYW5uZWwtMDEyMzQ1Njc4OQ==",
  otherChannel: "whsec_aHVudGVyMy1vZi1hLWNoYW5uZWwtMDEyMzQ1Njc4OQ==",
  note: "hunter2-in-a-note",
  rule: "hunter2-in-a-rule",
};

type Scene = {
  team: TestWorkspace;
  /** The owner, from `ADDRESS`. */
  context: UserContext;
  routineId: string;
  endpoint: Receiver;
  alert: AlertIds;
  model: ModelServer;
};

type Verb = {
  /** Below `lib/services/`. */
  file: string;
  /** What it writes, the oldest first. */
  actions: readonly AuditAction[];
  run: (scene: Scene) => Promise<unknown>;
  /** Makes what `run` needs, before the log is looked at. */
  prepare?: (scene: Scene) => Promise<unknown>;
};

/** Whose the events of a verb are; the owner's, unless the verb says so. */
let actorId = "";

const kept = new Map<string, string>();
const keep = async (name: string, made: Promise<{ id: string }>) => {
  kept.set(name, (await made).id);
};
const idOf = (name: string) => kept.get(name) ?? "";

const request = ({ endpoint }: Scene) => ({
  name: "Payments",
  kind: "WEBHOOK",
  http_method: "POST",
  endpoint_url: `${endpoint.url}/hook?token=${secrets.url}`,
  headers_json: { "X-Signed-By": secrets.header },
  body: secrets.body,
  success_rules: [{ type: "body", operator: "contains", value: secrets.rule }],
  interval_minutes: 5,
});

const verbs: Verb[] = [
  {
    file: "routines/create-routine.ts",
    actions: ["routine.created", "tag.created"],
    run: async (scene) => {
      const tags = ["new"];
      await keep("routine", createRoutine(scene.context, { ...request(scene), tags }));
    },
  },
  {
    file: "routines/create-routine.ts",
    actions: ["routine.created"],
    run: async (scene) =>
      keep("other", createRoutine(scene.context, { ...request(scene), name: "Orders" })),
  },
  {
    file: "routines/update-routine.ts",
    actions: ["routine.updated"],
    run: async ({ context }) => {
      const headers_json = { "X-Other": secrets.header };
      const body = `${secrets.body}!`;
      const change = { name: "Billing", is_active: false, headers_json, body, tags: [] };
      await updateRoutine(context, idOf("routine"), change);
    },
  },
  {
    file: "routines/update-routine.ts",
    actions: [],
    run: async ({ context }) => {
      await updateRoutine(context, idOf("routine"), { name: "Billing" });
    },
  },
  ...(["resume", "pause"] as const).map((change): Verb => ({
    file: "routines/change-routines.ts",
    actions: change === "pause" ? ["routine.updated", "routine.updated"] : ["routine.updated"],
    run: async ({ context }) => {
      const ids = [idOf("routine"), idOf("other")];
      await changeRoutines(context, { selection: { ids }, change });
    },
  })),
  ...(["tag", "untag"] as const).map((change): Verb => ({
    file: "routines/change-routines.ts",
    actions: ["routine.updated", "routine.updated"],
    run: async ({ context }) => {
      const ids = [idOf("routine"), idOf("other")];
      await changeRoutines(context, { selection: { ids }, change, tags: ["new"] });
    },
  })),
  {
    file: "routines/change-routines.ts",
    actions: ["routine.deleted"],
    run: async ({ context }) => {
      const selection = { ids: [idOf("other")] };
      await changeRoutines(context, { selection, change: "delete" });
    },
  },
  {
    file: "runs/run-routine-now.ts",
    actions: ["routine.run_requested"],
    run: async ({ context, routineId }) => keep("run", runRoutineNow(context, routineId)),
  },
  {
    file: "runs/run-routines-now.ts",
    actions: ["routine.run_requested"],
    run: async ({ context, routineId }) => runRoutinesNow(context, [routineId]),
  },
  {
    file: "requests/test-request.ts",
    actions: ["routine.tested"],
    run: async (scene) => {
      const { name: _, ...sent } = request(scene);
      await testRequest(scene.context, sent);
    },
  },
  {
    file: "ai/explain-run.ts",
    actions: ["run.explained"],
    run: async ({ context, model }) => {
      const ai = { baseUrl: model.baseUrl, apiKey: "sk-operator", model: "test-model" };
      await explainRun({ ...context, ai }, idOf("run"));
    },
    prepare: ({ context }) => setAiSwitch(context, true),
  },
  {
    file: "routines/delete-routine.ts",
    actions: ["routine.deleted"],
    run: ({ context }) => deleteRoutine(context, idOf("routine")),
  },
  {
    file: "tags/update-tag.ts",
    actions: ["tag.updated"],
    run: async ({ context }) => updateTag(context, idOf("tag"), { color: "red" }),
    prepare: async ({ context, routineId }) => {
      await updateRoutine(context, routineId, { tags: ["new"] });
      const [tag] = await context.db.execute<{ id: string }>(
        sql`select id from tags where workspace_id = ${context.workspaceId}`,
      );
      kept.set("tag", tag?.id ?? "");
    },
  },
  {
    file: "tags/delete-tag.ts",
    actions: ["tag.deleted"],
    run: ({ context }) => deleteTag(context, idOf("tag")),
  },
  {
    file: "maintenance/create-maintenance.ts",
    actions: ["maintenance.created"],
    run: async ({ context, routineId }) => {
      const window = { name: "Upgrade", duration_minutes: 60, routine_ids: [routineId] };
      await keep("window", createMaintenance(context, { ...window, tags: ["kept"] }));
    },
    prepare: ({ context, routineId }) => updateRoutine(context, routineId, { tags: ["kept"] }),
  },
  {
    file: "maintenance/delete-maintenance.ts",
    actions: ["maintenance.deleted"],
    run: ({ context }) => deleteMaintenance(context, idOf("window")),
  },
  {
    file: "channels/create-channel.ts",
    actions: ["channel.created"],
    run: async ({ context, endpoint }) => {
      const config = { url: `${endpoint.url}/${secrets.url}` };
      await keep(
        "channel",
        createChannel(context, { kind: "WEBHOOK", config, secret: secrets.channel }),
      );
    },
  },
  {
    file: "channels/update-channel.ts",
    actions: ["channel.updated"],
    run: async ({ context }) => {
      const change = { name: "On call", secret: secrets.otherChannel };
      await updateChannel(context, idOf("channel"), change);
    },
  },
  {
    file: "channels/test-channel.ts",
    actions: ["channel.tested"],
    run: async ({ context }) => testChannel(context, idOf("channel")),
  },
  {
    file: "channels/delete-channel.ts",
    actions: ["channel.deleted"],
    run: ({ context }) => deleteChannel(context, idOf("channel")),
  },
  {
    file: "secrets/create-secret.ts",
    actions: ["secret.created"],
    run: async ({ context }) => {
      const origins = ["https://api.example.com"];
      const secret = { name: "PAYMENTS", value: secrets.secretValue, origins };
      await keep("secret", createSecret(context, secret));
    },
  },
  {
    file: "secrets/change-secret.ts",
    actions: ["secret.updated"],
    run: async ({ context }) =>
      changeSecret(context, idOf("secret"), { value: secrets.otherValue }),
  },
  {
    file: "secrets/delete-secret.ts",
    actions: ["secret.deleted"],
    run: ({ context }) => deleteSecret(context, idOf("secret")),
  },
  {
    file: "alert-policies/set-alert-policy.ts",
    actions: ["policy.set"],
    run: async ({ context }) => {
      const conditions = [{ type: "consecutive_failures", count: 3 }];
      await setAlertPolicy(context, { conditions });
    },
  },
  {
    file: "incidents/change-incident.ts",
    actions: ["incident.acknowledged", "incident.snoozed", "incident.noted", "incident.resolved"],
    run: async ({ context, alert: { incident } }) => {
      await acknowledgeIncident(context, incident, { note: secrets.note }, "API");
      await snoozeIncident(context, incident, { minutes: 5 }, "PAGE");
      await addNote(context, incident, { note: secrets.note }, "PAGE");
      await resolveIncident(context, incident, {}, "API");
    },
  },
  {
    file: "keys/create-key.ts",
    actions: ["key.created"],
    run: async ({ context }) =>
      keep("key", createKey(context, { name: "Deployments", scopes: ["read"] })),
  },
  {
    file: "keys/delete-key.ts",
    actions: ["key.revoked"],
    run: ({ context }) => deleteKey(context, idOf("key")),
  },
  {
    file: "workspaces/rename-workspace.ts",
    actions: ["workspace.updated"],
    run: ({ context }) => renameWorkspace(context, { name: "Team A" }),
  },
  {
    file: "workspaces/ai-switch.ts",
    actions: ["workspace.updated"],
    run: ({ context }) => setAiSwitch(context, false),
  },
  {
    file: "workspaces/create-invitation.ts",
    actions: ["invitation.created"],
    run: async ({ context }) => {
      kept.set("token", (await createInvitation(context, { role: "MEMBER" })).token);
    },
  },
  {
    file: "workspaces/accept-invitation.ts",
    actions: ["invitation.accepted"],
    run: async ({ context }) => {
      const joining = await createTestWorkspace(context.db);
      await acceptInvitation(
        { ...joining.context, actor: { ...joining.context.actor, address: ADDRESS } },
        idOf("token"),
      );
      actorId = joining.context.actor.userId;
      kept.set("joined", actorId);
    },
  },
  {
    file: "workspaces/accept-invitation.ts",
    actions: ["invitation.accepted"],
    run: async ({ context }) => {
      const actor = { userId: idOf("joined"), address: ADDRESS };
      actorId = actor.userId;
      await acceptInvitation({ ...context, actor }, idOf("token"));
    },
    prepare: async ({ context }) => {
      kept.set("token", (await createInvitation(context, { role: "ADMIN" })).token);
    },
  },
  {
    file: "workspaces/revoke-invitation.ts",
    actions: ["invitation.revoked"],
    run: async ({ context }) => {
      const [invitation] = await listInvitations(context);
      await revokeInvitation(context, invitation?.id ?? "");
    },
    prepare: ({ context }) => createInvitation(context, { role: "VIEWER" }),
  },
  {
    file: "workspaces/change-member-role.ts",
    actions: ["member.role_changed"],
    run: ({ context }) => changeMemberRole(context, idOf("joined"), { role: "VIEWER" }),
  },
  {
    file: "workspaces/remove-member.ts",
    actions: ["member.removed"],
    run: ({ context }) => removeMember(context, idOf("joined")),
  },
  {
    file: "workspaces/leave-workspace.ts",
    actions: ["member.left"],
    run: async ({ team }) => {
      const member = await team.addMember("MEMBER");
      const leaving = { ...member, actor: { ...member.actor, address: ADDRESS } };
      actorId = leaving.actor.userId;
      await skipTo(leaving);
      await leaveWorkspace(leaving);
    },
  },
  {
    file: "workspaces/delete-account.ts",
    actions: ["member.left"],
    run: async ({ team }) => {
      const member = await team.addMember("MEMBER");
      const leaving = { ...member, actor: { ...member.actor, address: ADDRESS } };
      actorId = leaving.actor.userId;
      await skipTo(leaving);
      const email = `${leaving.actor.userId}@example.com`;
      await deleteAccount(
        leaving,
        { email, password: "right" },
        { sessionId: "", isPasswordRight: async () => true },
      );
    },
  },
  {
    file: "audit/export-audit-events.ts",
    actions: ["audit.exported"],
    run: async ({ context }) => exportAuditEvents(context, { format: "csv" }),
  },
  {
    file: "routines/put-routine.ts",
    actions: ["routine.created"],
    run: (scene) => putRoutine(scene.context, "team-a/put", request(scene)),
  },
  {
    file: "routines/bulk-routines.ts",
    actions: ["routine.updated"],
    run: ({ context, routineId }) => bulkRoutines(context, { action: "pause", ids: [routineId] }),
  },
  {
    file: "imports/import-routines.ts",
    actions: ["routine.created", "tag.created"],
    run: ({ context }) =>
      importRoutines(context, { text: "0 3 * * * curl https://example.com/backup" }),
  },
  {
    file: "code/apply-code.ts",
    actions: ["tag.created", "file.applied"],
    run: ({ context }) =>
      applyCode(
        context,
        {
          text: JSON.stringify({ version: 1, prefix: "team-b/", tags: [{ name: "applied" }] }),
          format: "json",
        },
        null,
      ),
  },
  {
    file: "workspaces/update-workspace.ts",
    actions: ["workspace.updated"],
    run: ({ context }) => updateWorkspace(context, { name: "Team of the API" }),
  },
  {
    file: "workspaces/transfer-ownership.ts",
    actions: ["workspace.transferred"],
    run: ({ context }) => transferOwnership(context, idOf("heir")),
    prepare: async ({ team }) => {
      kept.set("heir", (await team.addMember("ADMIN")).actor.userId);
    },
  },
];

/** Verbs that write none, with the reason. */
const silent: Record<string, string> = {
  "alert-policies/backtest-policy.ts": "changes nothing",
  "alerts/acknowledge-by-link.ts": "has no session; its events are tested below",
  "audit/list-audit-events.ts": "changes nothing",
  "channels/channel-values.ts": "is a part of creating and changing a channel",
  "imports/preview-import.ts": "changes nothing",
  "replays/cancel-replay.ts": "needs a past; its event is tested with replays",
  "replays/create-replay.ts": "needs a past; its event is tested with replays",
  "replays/plan-replay.ts": "changes nothing",
  "routines/read-pasted-routine.ts": "changes nothing",
  "audit/record-event.ts": "writes what other verbs do",
  "incidents/decide-signals.ts": "is the policy's doing, which the incident's timeline shows",
  "instance-keys/get-vapid-keys.ts": "is of the instance",
  "keys/key-hashing.ts": "is of the instance",
  "limits/sign-in-attempt.ts": "is of a visitor",
  "maintenance/open-windows.ts": "is the scheduler's doing, as a window says",
  "secrets/reseal-texts.ts": "seals the same texts under another key",
  "sessions/end-other-sessions.ts": "is of an account, and of no workspace",
  "sessions/end-session.ts": "is of an account, and of no workspace",
  "tags/set-routine-tags.ts": "is a part of changing a routine",
  "workspaces/create-workspace.ts": "writes into the new workspace, as is tested below",
  "workspaces/delete-workspace.ts": "deletes the log with the workspace, as is tested below",
  "workspaces/list-invitations.ts": "changes nothing",
  "workspaces/require-role.ts": "changes nothing",
};

/** Rooms of no verb that a caller may use, and of tools that call the verbs of others. */
const otherRooms = ["agents", "scheduler", "instance", "side-threads"];

const FOLDER = "lib/services";
const writes =
  /requireRole\(|import \{[^}]*\b(insert|update|remove|delete|change|take|move|transit|add|keep|touch|pause|resume|refresh|write|replace)[A-Z][^}]*\} from "@\/db\/queries/;

type Event = {
  id: string;
  action: string;
  actor_id: string | null;
  actor_email: string | null;
  address: string | null;
  changes: { path: string; before?: unknown; after?: unknown }[];
};

const readEvents = ({ db, workspaceId }: ServiceContext, after = "0") =>
  db.execute<Event>(sql`
    select id::text, action, actor_id, actor_email, address, changes from audit_events
    where workspace_id = ${workspaceId} and id > ${after}::bigint order by audit_events.id`);

const newest = async (context: ServiceContext) => (await readEvents(context)).at(-1)?.id ?? "0";

let since = "0";
const skipTo = async (context: ServiceContext) => void (since = await newest(context));

describe("the audit log", () => {
  const database = openSuiteDatabase();
  let scene: Scene;

  beforeAll(async () => {
    const [endpoint, model] = [await startReceiver(), await startModelServer()];
    const team = await createTestWorkspace(database.db);
    const context = { ...team.context, actor: { ...team.context.actor, address: ADDRESS } };
    const routineId = await team.addRoutine({ endpoint_url: `${endpoint.url}/status/503` });
    const alert = alertIds();
    const tenant = { workspaceId: context.workspaceId, routineId };
    for (const statement of insertAlert(tenant, alert)) await database.db.execute(statement);
    scene = { team, context, routineId, endpoint, alert, model };
  });
  afterAll(async () => {
    await Promise.all([scene.endpoint.close(), scene.model.close()]);
  });

  test("knows every verb that changes something", () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
      .filter((file) => file.includes("/") && !otherRooms.includes(file.split("/")[0] ?? ""))
      .filter(
        (file) => file.endsWith(".ts") && writes.test(readFileSync(join(FOLDER, file), "utf8")),
      );
    const known = [...verbs.map(({ file }) => file), ...Object.keys(silent)];
    expect([...new Set(known)].sort()).toEqual(files.sort());
  });

  test.each(verbs)("$file writes $actions", async ({ actions, run, prepare }) => {
    const { context } = scene;
    await prepare?.(scene);
    await skipTo(context);
    actorId = context.actor.userId;
    await run(scene);
    const events = await readEvents(context, since);
    expect(events.map(({ action }) => action)).toEqual(actions);
    for (const event of events) {
      expect(event.actor_id).toBe(actorId);
      expect(event.actor_email).toBe(`${actorId}@example.com`);
      expect(event.address).toBe(ADDRESS);
    }
  });

  test("holds nothing that was typed as a secret", async () => {
    const events = await readEvents(scene.context);
    expect(events.length).toBeGreaterThan(verbs.length);
    const log = JSON.stringify(events);
    for (const secret of Object.values(secrets)) expect(log).not.toContain(secret);
    expect(log).not.toMatch(/v1\.|opk_[0-9A-Za-z]{9}/);
  });

  test("shows what changed: values of settings, and only the names of what may hold a secret", async () => {
    const events = await readEvents(scene.context);
    const updated = events.find(({ action }) => action === "routine.updated");
    expect(updated?.changes).toEqual([
      { path: "body" },
      { path: "headers_json.X-Other" },
      { path: "headers_json.X-Signed-By" },
      { path: "is_active", before: true, after: false },
      { path: "name", before: "Payments", after: "Billing" },
      { path: "tags", before: ["new"], after: [] },
    ]);
    const created = events.find(({ action }) => action === "maintenance.created");
    expect(created?.changes).toContainEqual({ path: "routines", after: 1 });
    expect(created?.changes).toContainEqual({ path: "tags", after: ["kept"] });
    const raised = events.find(({ action }) => action === "member.role_changed");
    expect(raised?.changes).toEqual([{ path: "role", before: "ADMIN", after: "VIEWER" }]);
  });

  test("an acknowledgement by a link is nobody's, and says so", async () => {
    const { context, routineId } = scene;
    const [team, alert] = [context.workspaceId, alertIds()];
    await context.db.execute(sql`delete from incidents where workspace_id = ${team}`);
    const [group, incident] = insertAlert({ workspaceId: team, routineId }, alert);
    for (const statement of [group, incident]) {
      if (statement !== undefined) await context.db.execute(statement);
    }
    await skipTo(context);
    await transitIncident(context.db, {
      ...{ workspaceId: team, incidentId: alert.incident, action: { type: "acknowledge" } },
      ...{ source: "LINK", claims: null, note: null },
    });
    expect(await readEvents(context, since)).toMatchObject([
      {
        action: "incident.acknowledged",
        actor_id: null,
        changes: [{ path: "source", after: "LINK" }],
      },
    ]);
  });

  test("begins with the creation of a workspace, and goes with it", async () => {
    const { context } = scene;
    const { id } = await createWorkspace(context, { name: "Second" });
    const second = { ...context, workspaceId: id };
    const event = { action: "workspace.created", actor_id: context.actor.userId };
    expect(await readEvents(second)).toMatchObject([event]);
    await createRoutine(second, { ...request(scene), tags: ["a"] });
    await context.db.execute(sql`delete from workspaces where id = ${id}`);
    expect(await readEvents(second)).toEqual([]);
  });
});
