import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { leaseMessages } from "@/db/queries/notifications/message-leases";
import { alertMessages, channels, incidents } from "@/db/schema";
import { bundleDue } from "@/lib/notifications/bundle-due";
import type { NotificationContext } from "@/lib/notifications/context";
import { deliverDue } from "@/lib/notifications/deliver-due";
import { remindDue } from "@/lib/notifications/remind-due";
import { sendMessage } from "@/lib/notifications/send-message";
import { notificationContextOf } from "@/lib/services/alerts/notification-context";
import { createChannel } from "@/lib/services/channels/create-channel";
import { updateChannel } from "@/lib/services/channels/update-channel";
import { createOutbox, startInbox } from "@/tests/support/notifications/outbox";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace, type TestWorkspace } from "@/tests/support/test-workspace";
import { waitFor } from "@/tests/support/wait-for";

describe("messages to channels", () => {
  const database = openSuiteDatabase();
  let inbox: Awaited<ReturnType<typeof startInbox>>;
  let workspace: TestWorkspace;
  let outbox: ReturnType<typeof createOutbox>;
  let context: NotificationContext;
  let paths = 0;

  beforeAll(async () => {
    inbox = await startInbox();
  });
  afterAll(() => inbox.close());
  beforeEach(async () => {
    await database.db.delete(channels);
    workspace = await createTestWorkspace(database.db);
    outbox = createOutbox(workspace);
    context = notificationContextOf(workspace.context);
  });

  const addChannel = async (input: Record<string, unknown> = {}) => {
    const path = `/hook-${(paths += 1)}`;
    const { id } = await createChannel(workspace.context, {
      kind: "WEBHOOK",
      config: { url: `${inbox.url}${path}` },
      ...input,
    });
    return { id, path, of: () => inbox.of(path) };
  };
  const openIn = async (groupId: string, channelId: string, values = {}) => {
    const incidentId = await outbox.addIncident(groupId, values);
    await outbox.notify(incidentId, channelId, "incident.opened", { transition: 1 });
    return incidentId;
  };
  const work = async () => {
    const bundled = await bundleDue(context);
    return { bundled, delivered: await deliverDue(context) };
  };
  const lease = (workerId = "another") =>
    leaseMessages(database.db, {
      ...{ workerId, leaseSeconds: 60, limit: 10, perWorkspace: 3 },
      inFlight: new Map(),
    });

  test("twelve incidents of one cause are one message", async () => {
    const channel = await addChannel();
    const group = await outbox.addGroup();
    for (let number = 1; number <= 12; number += 1) {
      await openIn(group, channel.id, { routineName: `Routine ${number}` });
    }
    expect(await work()).toEqual({
      bundled: { messages: 1, skipped: 0, postponed: 0 },
      delivered: { sent: 1, failed: 0, retried: 0 },
    });
    const [message] = channel.of();
    expect(channel.of()).toHaveLength(1);
    expect(message?.routines).toHaveLength(12);
    const [stored] = await outbox.readMessages(channel.id);
    expect(stored).toMatchObject({
      id: message?.id,
      status: "SENT",
      attempt: 1,
      responseStatus: 200,
      title: "12 routines on api.example.com fail: api.example.com responded with 503",
    });
    const told = await outbox.readNotifications(channel.id);
    expect(new Set(told.map(({ messageId }) => messageId))).toEqual(new Set([stored?.id]));
  });

  test("a group is updated after two minutes, then after ten", async () => {
    const channel = await addChannel();
    const group = await outbox.addGroup();
    await openIn(group, channel.id, { routineName: "First" });
    await work();
    await openIn(group, channel.id, { routineName: "Second" });
    await openIn(group, channel.id, { routineName: "Third" });
    await work();
    expect(channel.of()).toHaveLength(1);
    await outbox.letPass(channel.id, 121);
    await work();
    expect(channel.of().map(({ routines }) => routines.length)).toEqual([1, 2]);
    const [, update] = await outbox.readMessages(channel.id);
    expect(update?.title).toBe(
      "2 more routines on api.example.com fail: api.example.com responded with 503",
    );
    await openIn(group, channel.id, { routineName: "Fourth" });
    await outbox.letPass(channel.id, 121);
    await work();
    expect(channel.of()).toHaveLength(2);
    await outbox.letPass(channel.id, 480);
    await work();
    expect(channel.of()).toHaveLength(3);
  });

  test("what is resolved before it was told is not told, and says why", async () => {
    const channel = await addChannel();
    const group = await outbox.addGroup();
    const brief = await openIn(group, channel.id);
    await outbox.notify(brief, channel.id, "incident.resolved");
    await work();
    expect(channel.of()).toEqual([]);
    const skipped = await outbox.readNotifications(channel.id);
    expect(skipped.map(({ skipReason }) => skipReason)).toEqual(["SUPERSEDED", "SUPERSEDED"]);
  });

  test("a recovery of a whole group is one message", async () => {
    const channel = await addChannel({ language: "pt-BR" });
    const group = await outbox.addGroup();
    const ids = [await openIn(group, channel.id), await openIn(group, channel.id)];
    await work();
    for (const id of ids) await outbox.notify(id, channel.id, "incident.resolved");
    await work();
    expect(channel.of().map(({ type }) => type)).toEqual(["incident.opened", "incident.resolved"]);
    const titles = (await outbox.readMessages(channel.id)).map(({ title }) => title);
    expect(titles).toEqual([
      "2 rotinas em api.example.com estão falhando: api.example.com respondeu com 503",
      "Todas as 2 rotinas em api.example.com voltaram",
    ]);
  });

  test("what the hour has no room for is one digest, or waits for room", async () => {
    const channel = await addChannel({ max_per_hour: 2 });
    for (let number = 1; number <= 4; number += 1) {
      await openIn(await outbox.addGroup(`${number}.example.com`), channel.id);
    }
    await work();
    expect(channel.of().map(({ type }) => type)).toEqual(["incident.opened", "digest"]);
    await openIn(await outbox.addGroup("5.example.com"), channel.id);
    await work();
    expect(channel.of()).toHaveLength(2);
    const held = (await outbox.readNotifications(channel.id)).at(-1);
    expect(held?.messageId).toBeNull();
    expect(held?.dueAt.getTime()).toBeGreaterThan(Date.now() + 50 * 60_000);
    await outbox.letPass(channel.id, 3_601);
    await work();
    expect(channel.of()).toHaveLength(3);
  });

  test("quiet hours hold messages until they end", async () => {
    const channel = await addChannel();
    const hour = (offset: number) =>
      `${String((new Date().getUTCHours() + offset + 24) % 24).padStart(2, "0")}:00`;
    const quiet_hours = { start: hour(-1), end: hour(3), timezone: "UTC" };
    await updateChannel(workspace.context, channel.id, { quiet_hours });
    await openIn(await outbox.addGroup(), channel.id);
    expect((await work()).bundled).toEqual({ messages: 0, skipped: 0, postponed: 1 });
    const [held] = await outbox.readNotifications(channel.id);
    expect(held?.dueAt.toISOString().slice(11, 16)).toBe(quiet_hours.end);
    await updateChannel(workspace.context, channel.id, { quiet_hours: null });
    await outbox.letPass(channel.id, 5 * 3_600);
    await work();
    expect(channel.of()).toHaveLength(1);
  });

  test("a refused message is tried again under its id, no earlier than the service asks", async () => {
    const channel = await addChannel();
    let status = 503;
    inbox.respond(channel.path, () => ({ status, headers: { "retry-after": "90" } }));
    await openIn(await outbox.addGroup(), channel.id);
    expect((await work()).delivered).toEqual({ sent: 0, failed: 0, retried: 1 });
    const [waiting] = await outbox.readMessages(channel.id);
    expect(waiting).toMatchObject({ status: "PENDING", attempt: 1, responseStatus: 503 });
    expect(waiting?.dueAt.getTime()).toBeGreaterThan(Date.now() + 80_000);
    status = 200;
    await outbox.letPass(channel.id, 120);
    await work();
    expect(channel.of().map(({ id }) => id)).toEqual([waiting?.id, waiting?.id]);
    expect(await outbox.readMessages(channel.id)).toMatchObject([{ status: "SENT", attempt: 2 }]);
  });

  test("attempts end after a day, and an error that would repeat itself ends at once", async () => {
    const late = await addChannel();
    const wrong = await addChannel();
    inbox.respond(late.path, () => ({ status: 503 }));
    inbox.respond(wrong.path, () => ({ status: 422 }));
    const group = await outbox.addGroup();
    const incident = await openIn(group, late.id);
    await outbox.notify(incident, wrong.id, "incident.opened", { transition: 1 });
    await bundleDue(context);
    await outbox.letPass(late.id, 24 * 3_600);
    expect(await deliverDue(context)).toEqual({ sent: 0, failed: 2, retried: 0 });
    for (const channel of [late, wrong]) {
      const [ended] = await outbox.readMessages(channel.id);
      expect(ended).toMatchObject({ status: "FAILED", attempt: 1, response: "noted" });
      expect(ended?.finishedAt).not.toBeNull();
    }
  });

  test("two workers at once send each message once", async () => {
    const group = await outbox.addGroup();
    const all = [];
    for (let number = 0; number < 6; number += 1) all.push(await addChannel());
    const incident = await outbox.addIncident(group);
    for (const { id } of all) {
      await outbox.notify(incident, id, "incident.opened", { transition: 1 });
    }
    const other = { ...context, workerId: "worker-b" };
    await Promise.all([bundleDue(context), bundleDue(other)]);
    const reports = await Promise.all([deliverDue(context), deliverDue(other)]);
    expect(reports.map(({ sent }) => sent).reduce((sum, sent) => sum + sent)).toBe(6);
    expect(all.map((channel) => channel.of().length)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test("a worker that lost its lease while sending records nothing", async () => {
    const channel = await addChannel();
    let release: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => (release = resolve));
    let calls = 0;
    inbox.respond(channel.path, () => (calls++ === 0 ? { status: 500, wait } : { status: 200 }));
    await openIn(await outbox.addGroup(), channel.id);
    await bundleDue(context);
    const [stalled] = await lease();
    if (stalled === undefined) throw new Error("Nothing was leased.");
    const sending = sendMessage(context, stalled);
    await waitFor("the first attempt", () => channel.of().length === 1);
    await outbox.letPass(channel.id, 61);
    await deliverDue(context);
    release();
    expect(await sending).toEqual({ status: null });
    const [message] = await outbox.readMessages(channel.id);
    expect(message).toMatchObject({ status: "SENT", attempt: 2, responseStatus: 200 });
    expect(new Set(channel.of().map(({ id }) => id))).toEqual(new Set([message?.id]));
  });

  test("a message whose worker died before the record is sent again under its id", async () => {
    const channel = await addChannel();
    await openIn(await outbox.addGroup(), channel.id);
    await bundleDue(context);
    expect(await lease("dead")).toHaveLength(1);
    expect(await deliverDue(context)).toEqual({ sent: 0, failed: 0, retried: 0 });
    await outbox.letPass(channel.id, 61);
    expect(await deliverDue(context)).toEqual({ sent: 1, failed: 0, retried: 0 });
    expect(await outbox.readMessages(channel.id)).toMatchObject([{ status: "SENT", attempt: 2 }]);
  });

  test("a group's messages keep their order behind one that is tried again", async () => {
    const channel = await addChannel();
    let status = 503;
    inbox.respond(channel.path, () => ({ status, headers: { "retry-after": "600" } }));
    const incident = await openIn(await outbox.addGroup(), channel.id);
    await work();
    await outbox.notify(incident, channel.id, "incident.resolved");
    status = 200;
    await work();
    expect(channel.of()).toHaveLength(1);
    await outbox.letPass(channel.id, 720);
    await work();
    expect(channel.of().map(({ type }) => type)).toEqual([
      "incident.opened",
      "incident.opened",
      "incident.resolved",
    ]);
  });

  test("stalled receivers of one workspace delay no other's messages", async () => {
    let release: () => void = () => undefined;
    const wait = new Promise<void>((resolve) => (release = resolve));
    const stalled: Awaited<ReturnType<typeof addChannel>>[] = [];
    for (let number = 0; number < 12; number += 1) stalled.push(await addChannel());
    const group = await outbox.addGroup();
    const incident = await outbox.addIncident(group);
    for (const channel of stalled) {
      inbox.respond(channel.path, () => ({ status: 200, wait }));
      await outbox.notify(incident, channel.id, "incident.opened", { transition: 1 });
    }
    await bundleDue(context);
    const delivering = deliverDue(context);
    await waitFor("the stalled requests", () => stalled.some(({ of }) => of().length > 0));
    workspace = await createTestWorkspace(database.db);
    outbox = createOutbox(workspace);
    const brisk = await addChannel();
    await openIn(await outbox.addGroup(), brisk.id);
    await bundleDue(context);
    await waitFor("the other workspace's message", () => brisk.of().length === 1);
    expect(stalled.filter(({ of }) => of().length > 0)).toHaveLength(3);
    release();
    expect((await delivering).sent).toBe(13);
  });

  test("an open incident is repeated after its minutes, until somebody has it", async () => {
    const channel = await addChannel({ reminder_minutes: 30 });
    const incident = await openIn(await outbox.addGroup(), channel.id);
    await work();
    expect(await remindDue(context)).toBe(0);
    await outbox.letPass(channel.id, 30 * 60);
    expect(await remindDue(context)).toBe(1);
    expect(await remindDue(context)).toBe(0);
    await work();
    await outbox.letPass(channel.id, 30 * 60);
    expect(await remindDue(context)).toBe(1);
    await work();
    expect(channel.of().map(({ type }) => type)).toEqual([
      "incident.opened",
      "incident.reminder",
      "incident.reminder",
    ]);
    const numbers = (await outbox.readNotifications(channel.id)).map((row) => row.transition);
    expect(numbers).toEqual([1, -1, -2]);
    await outbox.notify(incident, channel.id, "incident.acknowledged");
    await work();
    await outbox.letPass(channel.id, 30 * 60);
    expect(await remindDue(context)).toBe(0);
  });

  test("a channel that is off gets nothing, and one that is gone is turned off", async () => {
    const off = await addChannel();
    const gone = await addChannel();
    inbox.respond(gone.path, () => ({ status: 410 }));
    const group = await outbox.addGroup();
    const incident = await openIn(group, off.id);
    await outbox.notify(incident, gone.id, "incident.opened", { transition: 1 });
    await updateChannel(workspace.context, off.id, { is_active: false });
    await work();
    expect(off.of()).toEqual([]);
    expect(await outbox.readNotifications(off.id)).toMatchObject([{ skipReason: "CHANNEL_OFF" }]);
    const [channel] = await database.db.select().from(channels).where(eq(channels.id, gone.id));
    expect(channel).toMatchObject({ isActive: false, disabledReason: "noted" });
    expect(await outbox.readMessages(gone.id)).toMatchObject([{ status: "FAILED" }]);
  });

  test("what was deleted meanwhile ends its message with a trace", async () => {
    const channel = await addChannel();
    await openIn(await outbox.addGroup(), channel.id);
    await bundleDue(context);
    await outbox.removeRoutines();
    expect(await deliverDue(context)).toEqual({ sent: 0, failed: 1, retried: 0 });
    expect(await outbox.readMessages(channel.id)).toMatchObject([
      { status: "FAILED", response: "What the message was about has been deleted." },
    ]);
  });

  test("a secret that can't be opened costs its own channel's attempt alone", async () => {
    const broken = await addChannel();
    const sound = await addChannel();
    const [other] = await database.db
      .select({ sealed: channels.sealedSecret })
      .from(channels)
      .where(eq(channels.id, sound.id));
    await database.db
      .update(channels)
      .set({ sealedSecret: other?.sealed ?? null })
      .where(eq(channels.id, broken.id));
    const incident = await openIn(await outbox.addGroup(), broken.id);
    await outbox.notify(incident, sound.id, "incident.opened", { transition: 1 });
    expect((await work()).delivered.sent).toBe(1);
    expect(broken.of()).toEqual([]);
    expect(sound.of()).toHaveLength(1);
    const [waiting] = await outbox.readMessages(broken.id);
    expect(waiting?.status).toBe("PENDING");
    expect(waiting?.response).toContain("belongs to another row");
  });

  test("a snoozed incident is quiet", async () => {
    const channel = await addChannel();
    const incident = await openIn(await outbox.addGroup(), channel.id);
    await database.db
      .update(incidents)
      .set({ snoozedUntil: sql`now() + interval '1 hour'` })
      .where(eq(incidents.id, incident));
    await work();
    expect(channel.of()).toEqual([]);
    expect(await outbox.readNotifications(channel.id)).toMatchObject([{ skipReason: "SNOOZED" }]);
    expect(await database.db.select().from(alertMessages)).toEqual([]);
  });
});
