import type { Json } from "@/scripts/api/breaking-changes";
import {
  addMember,
  callApi,
  createRoutine,
  queryStack,
  runRoutine,
  signUpByApi,
  type Account,
} from "@/tests/e2e/support/app";
import { expect } from "@/tests/e2e/support/test";

/** A workspace in which every operation of the API has something to work on. */

/** The parts of an operation's path in braces. */
type Ids = Readonly<Record<string, string>>;

export const allScopes = ["read", "write", "run", "ping"];

/** What a workspace must hold for every operation to have something to work on. */
export async function prepareStage(account: Account, receiverUrl: string) {
  const { token } = account;
  const post = async (path: string, body: unknown): Promise<Json> => {
    const response = await callApi("POST", path, { token, body });
    expect(response.status, path).toBe(201);
    return (await response.json()) as Json;
  };
  const member = await signUpByApi();
  await addMember(account, member);
  const routine = await createRoutine(account, {
    name: "Payments",
    endpoint_url: `${receiverUrl}/status/503`,
    tags: ["prod"],
    key: "payments",
  });
  await runRoutine(account, routine.id);
  const run = await runRoutine(account, routine.id);
  await expect
    .poll(async () => {
      const response = await callApi("GET", "/api/incidents", { token });
      return ((await response.json()) as { data: Json[] }).data.length;
    })
    .toBe(1);
  // After the incident, so that no message is on its way.
  const channel = await post("/api/channels", {
    kind: "WEBHOOK",
    config: { url: `${receiverUrl}/alerts` },
  });
  const first = async (path: string) => {
    const response = await callApi("GET", path, { token });
    const [found] = ((await response.json()) as { data: Json[] }).data;
    return String(found?.id);
  };
  const keyOf = async (scopes: string[]) => (await post("/api/keys", { name: "Key", scopes })).key;
  const keys = Object.fromEntries(
    await Promise.all(
      [...allScopes, "all"].map(async (scope) => [
        scope,
        String(await keyOf(scope === "all" ? allScopes : [scope])),
      ]),
    ),
  ) as Record<string, string>;
  const insertReplay = async (state: "RUNNING" | "DONE") => {
    const [made] = await queryStack(
      (sql) => sql<{ id: string }[]>`
        insert into replays (workspace_id, from_at, until_at, statuses, pace_per_minute, slot_count, state,
          finished_at)
        values (${routine.workspace_id}, '2026-03-01T08:00Z', '2026-03-01T10:00Z', '{FAIL}', 10, 1, ${state},
          ${state === "DONE" ? new Date() : null})
        returning id`,
    );
    return made?.id ?? "";
  };
  const memberId = await queryStack(
    (sql) => sql<{ id: string }[]>`select id from auth.users where email = ${member.email}`,
  );
  return {
    keys,
    workspaceId: routine.workspace_id,
    member,
    ids: {
      routines: routine.id,
      runs: run.id,
      channels: String(channel.id),
      incidents: await first("/api/incidents"),
      replays: await insertReplay("DONE"),
      tags: await first("/api/tags"),
      members: memberId[0]?.id ?? "",
      workspaces: routine.workspace_id,
    },
    fresh: {
      cancelReplay: () => insertReplay("RUNNING"),
      deleteRoutineByKey: async () => {
        const key = crypto.randomUUID();
        await createRoutine(account, { ...unscheduled(receiverUrl), key });
        return key;
      },
      deleteChannel: async () => idOf(await post("/api/channels", webhook(receiverUrl))),
      deleteRoutine: async () => (await createRoutine(account, unscheduled(receiverUrl))).id,
      deleteMaintenance: async () => idOf(await post("/api/maintenance", window)),
      deleteSecret: async () => idOf(await post("/api/secrets", secret())),
      changeSecret: async () => idOf(await post("/api/secrets", secret())),
      deleteKey: async () => idOf(await post("/api/keys", { name: "Old", scopes: ["read"] })),
      revokeInvitation: async () => idOf(await post("/api/invitations", { role: "VIEWER" })),
      deleteWorkspace: async () => idOf(await post("/api/workspaces", { name: "Operations" })),
      deleteTag: async () => {
        await createRoutine(account, { ...unscheduled(receiverUrl), tags: [crypto.randomUUID()] });
        return first("/api/tags");
      },
    } as Record<string, () => Promise<string>>,
  };
}

const idOf = ({ id }: Json) => String(id);

const webhook = (url: string) => ({ kind: "WEBHOOK", config: { url: `${url}/alerts` } });
const unscheduled = (url: string) => ({ name: "Fresh", endpoint_url: `${url}/` });
const window = { starts_at: "2999-01-01T00:00:00Z", ends_at: "2999-01-01T01:00:00Z" };
const secret = () => ({
  name: `S${crypto.randomUUID().slice(0, 8)}`,
  value: "a-token-for-the-tests",
  origins: ["https://api.example.com"],
});

export type Stage = Awaited<ReturnType<typeof prepareStage>>;

/** The ids of what is there, for a path. */
export function knownIds(path: string, stage: Stage): Ids {
  const known: Readonly<Record<string, string>> = stage.ids;
  return {
    id: known[path.split("/")[2] ?? ""] ?? crypto.randomUUID(),
    runId: stage.ids.runs,
    userId: stage.ids.members,
    minute: "2026-01-31T09:00Z",
    key: "payments",
  };
}
