import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { alertMessages, channels } from "@/db/schema";
import type { ChannelDto } from "@/lib/domain/channels/channel";
import { MAX_CHANNELS } from "@/lib/domain/channels/channel-options";
import { channelSecretPlace } from "@/lib/notifications/channel-secret-place";
import { createChannel } from "@/lib/services/channels/create-channel";
import { deleteChannel } from "@/lib/services/channels/delete-channel";
import { getChannel } from "@/lib/services/channels/get-channel";
import { listChannels } from "@/lib/services/channels/list-channels";
import { listDeliveries } from "@/lib/services/channels/list-deliveries";
import { testChannel } from "@/lib/services/channels/test-channel";
import { updateChannel } from "@/lib/services/channels/update-channel";
import type { ServiceContext } from "@/lib/services/context";
import { startInbox } from "@/tests/support/notifications/outbox";
import { problemsOf } from "@/tests/support/problems-of";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";

const URL_OF_SLACK = "https://hooks.slack.com/services/T000/B000/verysecretpart";
const SIGNING_KEY = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;

describe("channels", () => {
  const database = openSuiteDatabase();
  let inbox: Awaited<ReturnType<typeof startInbox>>;
  let workspace: TestWorkspace;
  let context: ServiceContext;

  beforeAll(async () => {
    inbox = await startInbox();
  });
  afterAll(() => inbox.close());
  beforeEach(async () => {
    workspace = await createTestWorkspace(database.db);
    context = workspace.context;
  });

  const addWebhook = (input: Record<string, unknown> = {}) =>
    createChannel(context, { kind: "WEBHOOK", config: { url: `${inbox.url}/hook` }, ...input });
  const readSealed = async ({ id }: ChannelDto) => {
    const [row] = await database.db
      .select({ sealed: channels.sealedSecret })
      .from(channels)
      .where(eq(channels.id, id));
    return row?.sealed ?? null;
  };
  const unseal = async (channel: ChannelDto) => {
    const sealed = await readSealed(channel);
    const place = channelSecretPlace(channel.workspace_id, channel.id);
    return sealed === null ? null : context.sealing?.unseal(sealed, place);
  };

  test("a new channel is for every event and routine, and keeps its secret sealed", async () => {
    const channel = await createChannel(context, { kind: "SLACK", secret: URL_OF_SLACK });
    expect(channel).toEqual({
      ...{ id: channel.id, workspace_id: context.workspaceId, kind: "SLACK", name: "Slack" },
      ...{
        config: {},
        has_secret: true,
        key: null,
        secret_ref: null,
        is_active: true,
        disabled_reason: null,
      },
      events: [
        "incident.opened",
        "incident.acknowledged",
        "incident.resolved",
        "incident.reminder",
      ],
      ...{ routine_ids: [], tags: [], quiet_hours: null, reminder_minutes: null },
      ...{ language: "en", max_per_hour: 30, last_delivery: null },
      ...{ created_at: channel.created_at, updated_at: channel.updated_at },
    });
    expect(await unseal(channel)).toBe(URL_OF_SLACK);
    const [row] = await database.db.select().from(channels).where(eq(channels.id, channel.id));
    const shown = [row, await getChannel(context, channel.id), await listChannels(context)];
    expect(JSON.stringify(shown)).not.toContain("verysecretpart");
  });

  test("a secret that comes in the config is sealed, and is no part of it", async () => {
    const channel = await createChannel(context, {
      kind: "SLACK",
      config: { webhook_url: URL_OF_SLACK },
    });
    expect(channel.config).toEqual({});
    expect(await unseal(channel)).toBe(URL_OF_SLACK);
  });

  test("a webhook without a key gets one, which is shown once", async () => {
    const made = await addWebhook();
    expect(made.signing_secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await unseal(made)).toBe(made.signing_secret);
    expect(await getChannel(context, made.id)).not.toHaveProperty("signing_secret");
    expect(await addWebhook({ secret: SIGNING_KEY })).not.toHaveProperty("signing_secret");
  });

  test("without a key of the instance, only kinds without a secret can be made", async () => {
    const without = { ...context, sealing: null };
    const refused = createChannel(without, { kind: "SLACK", secret: URL_OF_SLACK });
    expect(await problemsOf(refused)).toMatchObject([
      { path: "secret", code: "secrets_key_missing" },
    ]);
    const ntfy = { kind: "NTFY", config: { topic: "ops" } };
    expect(await createChannel(without, ntfy)).toMatchObject({ has_secret: false });
  });

  test("emails need a mail server", async () => {
    const email = { kind: "EMAIL", config: { to: "a@example.com, b@example.com" } };
    expect(await problemsOf(createChannel(context, email))).toMatchObject([
      { path: "kind", code: "smtp_missing" },
    ]);
    const smtp = { url: "smtp://127.0.0.1:25", from: "ops@example.com" };
    expect(await createChannel({ ...context, smtp }, email)).toMatchObject({
      config: { to: ["a@example.com", "b@example.com"] },
    });
  });

  test.each([
    [{ kind: "FAX" }, "kind", "channel_kind_unknown"],
    [{ events: ["incident.closed"] }, "events.0", "channel_event_unknown"],
    [{ events: [] }, "events", "channel_events_required"],
    [{ routine_ids: ["x"] }, "routine_ids.0", "routine_id_invalid"],
    [{ tags: [""] }, "tags.0", "channel_tags_invalid"],
    [
      { quiet_hours: { start: "24:00", end: "07:00", timezone: "UTC" } },
      "quiet_hours.start",
      "quiet_time_invalid",
    ],
    [
      { quiet_hours: { start: "07:00", end: "07:00", timezone: "UTC" } },
      "quiet_hours.end",
      "quiet_hours_empty",
    ],
    [
      { quiet_hours: { start: "22:00", end: "07:00", timezone: "Mars" } },
      "quiet_hours.timezone",
      "timezone_unknown",
    ],
    [{ reminder_minutes: 4 }, "reminder_minutes", "reminder_out_of_range"],
    [{ language: "fr" }, "language", "channel_language_unknown"],
    [{ max_per_hour: 0 }, "max_per_hour", "max_per_hour_out_of_range"],
    [{ name: " " }, "name", "channel_name_required"],
    [{ color: "red" }, "color", "field_unknown"],
    [{ config: { url: "ftp://example.com" } }, "config.url", "channel_url_invalid"],
  ])("%j is refused at its field", async (input, path, code) => {
    expect(await problemsOf(addWebhook(input))).toMatchObject([{ path, code }]);
  });

  test("a change keeps what it doesn't name", async () => {
    const channel = await addWebhook({ name: "Nights", secret: SIGNING_KEY });
    const sealed = await readSealed(channel);
    const quiet_hours = { start: "22:00", end: "07:00", timezone: "America/Sao_Paulo" };
    const changed = await updateChannel(context, channel.id, {
      quiet_hours,
      events: ["incident.resolved", "incident.opened"],
      config: { url: `${inbox.url}/other-path` },
    });
    expect(changed).toMatchObject({
      ...{ name: "Nights", quiet_hours, has_secret: true },
      events: ["incident.opened", "incident.resolved"],
      config: { url: `${inbox.url}/other-path` },
    });
    expect(await readSealed(channel)).toBe(sealed);
    const kind = updateChannel(context, channel.id, { kind: "SLACK" });
    expect(await problemsOf(kind)).toMatchObject([{ path: "kind", code: "channel_kind_fixed" }]);
  });

  test.each([
    [
      "WEBHOOK",
      { url: "https://a.example.com/x" },
      { url: "https://b.example.com/x" },
      SIGNING_KEY,
    ],
    [
      "NTFY",
      { topic: "ops" },
      { topic: "ops", server: "https://ntfy.example.com" },
      "tk_0123456789",
    ],
    [
      "ALERTMANAGER",
      { url: "https://a.example.com" },
      { url: "https://a.example.com:9093" },
      "user:password",
    ],
    ["PAGERDUTY", {}, { server: "https://events.eu.pagerduty.com" }, "0123456789abcdef"],
    [
      "TELEGRAM",
      { chat_id: 5 },
      { chat_id: 5, server: "https://evil.example.com" },
      "12345:abcdefgh",
    ],
  ])(
    "the secret of %s isn't sent to another server than it was given for",
    async (kind, config, other, secret) => {
      const channel = await createChannel(context, { kind, config, secret });
      const moved = updateChannel(context, channel.id, { config: other });
      expect(await problemsOf(moved)).toMatchObject([
        { path: "secret", code: "channel_secret_again" },
      ]);
      expect((await getChannel(context, channel.id)).config).toEqual(channel.config);
      const again = await updateChannel(context, channel.id, { config: other, secret });
      expect(again.has_secret).toBe(true);
      expect(await unseal(again)).toBe(secret);
    },
  );

  test("an optional secret can be removed, a required one can't", async () => {
    const ntfy = await createChannel(context, {
      ...{ kind: "NTFY", config: { topic: "ops" }, secret: "tk_0123456789" },
    });
    expect(await updateChannel(context, ntfy.id, { secret: null })).toMatchObject({
      has_secret: false,
    });
    const slack = await createChannel(context, { kind: "SLACK", secret: URL_OF_SLACK });
    expect(await updateChannel(context, slack.id, { secret: null })).toMatchObject({
      has_secret: true,
    });
  });

  test("a test shows the real response, and leaves a trace", async () => {
    const channel = await addWebhook();
    inbox.respond("/hook", () => ({ status: 418 }));
    const failed = await testChannel(context, channel.id);
    expect(failed).toMatchObject({
      ...{ channel_id: channel.id, event: "test", status: "FAILED", attempt: 1 },
      ...{ response_status: 418, response: "noted", next_attempt_at: null, incident_ids: [] },
    });
    inbox.respond("/hook", () => ({ status: 204 }));
    const sent = await testChannel(context, channel.id);
    expect(sent).toMatchObject({ status: "SENT", response_status: 204 });
    expect(inbox.received.at(-1)).toMatchObject({ id: sent.id, type: "test" });
    const { data } = await listDeliveries(context, { channel_id: channel.id });
    expect(data).toEqual([sent, failed]);
    expect((await getChannel(context, channel.id)).last_delivery).toEqual({
      at: sent.finished_at,
      status: "SENT",
      error: null,
    });
  });

  test("the log comes in pages, of the workspace alone", async () => {
    const channel = await addWebhook();
    const rows = Array.from({ length: 5 }, (_, index) => ({
      ...{ workspaceId: context.workspaceId, channelId: channel.id, event: "test" as const },
      ...{ status: "SENT" as const, attempt: 1, dueAt: new Date(), finishedAt: new Date() },
      // Two of them at one time: the order is stable all the same.
      createdAt: new Date(Date.now() - Math.floor(index / 2) * 1_000),
    }));
    await database.db.insert(alertMessages).values(rows);
    const all = (await listDeliveries(context, {})).data.map(({ id }) => id);
    expect(all).toHaveLength(5);
    const paged: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await listDeliveries(context, { limit: 2, ...(cursor !== null && { cursor }) });
      paged.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect(paged).toEqual(all);
    const stranger = (await createTestWorkspace(database.db)).context;
    expect((await listDeliveries(stranger, { channel_id: channel.id })).data).toEqual([]);
  });

  test("a viewer reads channels and changes none; others don't know that they exist", async () => {
    const channel = await addWebhook();
    const viewer = await workspace.addMember("VIEWER");
    const member = await workspace.addMember("MEMBER");
    expect(await getChannel(viewer, channel.id)).toEqual(await getChannel(context, channel.id));
    for (const forbidden of [
      () => createChannel(viewer, { kind: "NTFY", config: { topic: "ops" } }),
      () => updateChannel(viewer, channel.id, { name: "Mine" }),
      () => testChannel(viewer, channel.id),
      () => deleteChannel(viewer, channel.id),
    ]) {
      await expect(forbidden()).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    const stranger = (await createTestWorkspace(database.db)).context;
    for (const unknown of [
      () => getChannel(stranger, channel.id),
      () => updateChannel(stranger, channel.id, { name: "Mine" }),
      () => testChannel(stranger, channel.id),
      () => deleteChannel(stranger, channel.id),
      () => getChannel(context, "no-id"),
    ]) {
      await expect(unknown()).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    expect(await updateChannel(member, channel.id, { name: "Ours" })).toMatchObject({
      name: "Ours",
    });
    await deleteChannel(member, channel.id);
    expect(await listChannels(context)).toEqual([]);
  });

  test("a workspace has a limited number of channels", async () => {
    const many = Array.from({ length: MAX_CHANNELS }, (_, index) => ({
      ...{ workspaceId: context.workspaceId, kind: "NTFY" as const, name: `Channel ${index}` },
      ...{ config: { server: "https://ntfy.sh", topic: "ops" }, events: [] },
    }));
    await database.db.insert(channels).values(many);
    expect(await problemsOf(addWebhook())).toMatchObject([{ path: "", code: "channels_too_many" }]);
  });
});
