import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { alertMessages, incidentEvents, incidents } from "@/db/schema";
import { createAcknowledgeUrl } from "@/lib/notifications/acknowledge-link";
import { bundleDue } from "@/lib/notifications/bundle-due";
import { deliverDue } from "@/lib/notifications/deliver-due";
import { acknowledgeByLink, getLinkedAlert } from "@/lib/services/alerts/acknowledge-by-link";
import { notificationContextOf } from "@/lib/services/alerts/notification-context";
import { createChannel } from "@/lib/services/channels/create-channel";
import { deleteChannel } from "@/lib/services/channels/delete-channel";
import type { ServiceContext } from "@/lib/services/context";
import { createOutbox, startInbox } from "@/tests/support/notifications/outbox";
import { openSuiteDatabase } from "@/tests/support/suite-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

describe("acknowledging by the link in a message", () => {
  const database = openSuiteDatabase();
  let inbox: Awaited<ReturnType<typeof startInbox>>;
  let context: ServiceContext;
  let outbox: ReturnType<typeof createOutbox>;
  let channelId: string;

  beforeAll(async () => {
    inbox = await startInbox();
  });
  afterAll(() => inbox.close());
  beforeEach(async () => {
    const workspace = await createTestWorkspace(database.db);
    context = workspace.context;
    outbox = createOutbox(workspace);
    ({ id: channelId } = await createChannel(context, {
      ...{ kind: "WEBHOOK", name: "On call", config: { url: `${inbox.url}/hook` } },
      language: "pt-BR",
    }));
  });

  const send = async () => {
    const notifications = notificationContextOf(context);
    await bundleDue(notifications);
    await deliverDue(notifications);
  };
  const open = async (groupId: string, routineName: string) => {
    const id = await outbox.addIncident(groupId, { routineName });
    await outbox.notify(id, channelId, "incident.opened", { transition: 1 });
    return id;
  };
  const linkOf = async (event = "incident.opened") => {
    const messages = await outbox.readMessages(channelId);
    const message = messages.findLast((row) => row.event === event);
    if (message === undefined || context.sealing === null) throw new Error("No message.");
    const values = { appUrl: context.appUrl, messageId: message.id, at: message.createdAt };
    return createAcknowledgeUrl(context.sealing, values).split("/").at(-1) ?? "";
  };
  const stateOf = async (id: string) => {
    const [row] = await database.db.select().from(incidents).where(eq(incidents.id, id));
    return row?.state;
  };

  test("opening it changes nothing; confirming acknowledges all that the message was about", async () => {
    const group = await outbox.addGroup();
    const ids = [await open(group, "Payments"), await open(group, "Orders")];
    await send();
    const later = await open(group, "Later");
    const link = await linkOf();
    const alert = await getLinkedAlert(context, link, "en");
    expect(alert).toEqual({
      state: "open",
      title: "2 routines on api.example.com fail: api.example.com responded with 503",
      paragraphs: [],
      routines: ["Payments", "Orders"],
      workspace_name: alert.workspace_name,
    });
    expect(await Promise.all(ids.map(stateOf))).toEqual(["open", "open"]);
    expect(await acknowledgeByLink(context, link)).toBe(2);
    expect(await Promise.all([...ids, later].map(stateOf))).toEqual([
      "acknowledged",
      "acknowledged",
      "open",
    ]);
    expect(await acknowledgeByLink(context, link)).toBe(0);
    expect(await getLinkedAlert(context, link, "en")).toMatchObject({ state: "acknowledged" });
    const timeline = await database.db
      .select()
      .from(incidentEvents)
      .where(eq(incidentEvents.incidentId, ids[0] ?? ""));
    expect(timeline.filter(({ type }) => type === "acknowledged")).toMatchObject([
      { source: "LINK", actorId: null, note: "Pelo link em uma mensagem ao canal On call" },
    ]);
    await send();
    expect(inbox.received.at(-1)?.type).toBe("incident.acknowledged");
  });

  test("of one incident it says why, since when, and what to do, in the reader's language", async () => {
    await open(await outbox.addGroup(), "Pagamentos");
    await send();
    const { title, paragraphs } = await getLinkedAlert(context, await linkOf(), "pt-BR");
    expect(title).toBe(
      "Pagamentos está falhando: api.example.com respondeu com 503 (2 vezes seguidas)",
    );
    expect(paragraphs).toHaveLength(3);
    expect(paragraphs[1]).toMatch(/^Desde .+ UTC\. Não há registro de uma execução boa\.$/);
  });

  test("it does nothing to what was resolved since, even where that is open again", async () => {
    const id = await open(await outbox.addGroup(), "Payments");
    await send();
    const link = await linkOf();
    await outbox.notify(id, channelId, "incident.resolved");
    expect(await getLinkedAlert(context, link, "en")).toMatchObject({ state: "resolved" });
    await outbox.notify(id, channelId, "incident.opened");
    expect(await getLinkedAlert(context, link, "en")).toMatchObject({ state: "resolved" });
    expect(await acknowledgeByLink(context, link)).toBe(0);
    expect(await stateOf(id)).toBe("open");
  });

  test("links that don't work are all alike", async () => {
    const id = await open(await outbox.addGroup(), "Payments");
    await send();
    const link = await linkOf();
    const [message] = await outbox.readMessages(channelId);
    const { sealing } = context;
    if (message === undefined || sealing === null) throw new Error("No message.");
    const tokenFor = (messageId: string, at: Date) =>
      createAcknowledgeUrl(sealing, { appUrl: "", messageId, at }).split("/").at(-1) ?? "";
    const broken = [
      "",
      "no-link",
      `${link.slice(0, -1)}${link.endsWith("A") ? "E" : "A"}`,
      tokenFor(message.id, new Date(Date.now() - 7 * 86_400_000)),
      tokenFor(crypto.randomUUID(), new Date()),
    ];
    for (const token of broken) {
      await expect(getLinkedAlert(context, token, "en")).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
      await expect(acknowledgeByLink(context, token)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(acknowledgeByLink({ ...context, sealing: null }, link)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await deleteChannel(context, channelId);
    await expect(acknowledgeByLink(context, link)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await stateOf(id)).toBe("open");
    expect(await database.db.select().from(alertMessages)).not.toContainEqual(
      expect.objectContaining({ channelId }),
    );
  });
});
