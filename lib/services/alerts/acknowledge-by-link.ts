import { transitIncident } from "@/db/queries/incidents/transit-incident";
import {
  findLinkedIncidents,
  findLinkedMessage,
  type LinkedIncident,
  type LinkedMessage,
} from "@/db/queries/notifications/linked-incidents";
import { readMessageContent } from "@/db/queries/notifications/message-content";
import type { ChannelLanguage } from "@/lib/domain/channels/channel-options";
import { NotFoundError } from "@/lib/domain/errors";
import { linkNote, readAcknowledgeToken } from "@/lib/notifications/acknowledge-link";
import { composeMessage } from "@/lib/notifications/compose-message";
import type { SchedulerContext } from "@/lib/services/context";

type LinkContext = Pick<SchedulerContext, "appUrl" | "db" | "sealing">;

/** What a link in a message is about, for everyone who has the link. */
export type LinkedAlertDto = {
  /** `open` while there is something to acknowledge. */
  state: "open" | "acknowledged" | "resolved";
  title: string;
  paragraphs: readonly string[];
  /** At most ten; of one routine none. */
  routines: readonly string[];
  workspace_name: string;
};

function stateOf(incidents: readonly LinkedIncident[]): LinkedAlertDto["state"] {
  const current = incidents.filter(({ isOver }) => !isOver);
  if (current.some(({ state }) => state === "open")) return "open";
  return current.some(({ state }) => state === "acknowledged") ? "acknowledged" : "resolved";
}

/** @throws {NotFoundError} for every link that doesn't work, whatever is wrong with it. */
async function requireLinkedMessage(
  { db, sealing }: LinkContext,
  token: string,
): Promise<LinkedMessage> {
  const id = sealing && readAcknowledgeToken(sealing, token, new Date());
  const message = id === null ? null : await findLinkedMessage(db, id);
  if (message === null) throw new NotFoundError();
  return message;
}

/**
 * What a link is about, in the reader's language. Changes nothing: scanners open links, too.
 * @throws {NotFoundError} where the link was changed or has expired, or what it was about is deleted.
 */
export async function getLinkedAlert(
  context: LinkContext,
  token: string,
  language: ChannelLanguage,
): Promise<LinkedAlertDto> {
  const message = await requireLinkedMessage(context, token);
  const content = await readMessageContent(context.db, message);
  const composed =
    content &&
    composeMessage(context, message, { ...content, channel: { ...content.channel, language } });
  if (composed === null) throw new NotFoundError();
  const { title, paragraphs, incidents, total, workspaceName } = composed;
  return {
    state: stateOf(await findLinkedIncidents(context.db, message.id)),
    title,
    paragraphs,
    routines: total > 1 ? incidents.map(({ incident }) => incident.routine_name) : [],
    workspace_name: workspaceName,
  };
}

/**
 * Acknowledges what a message was about and is still open, without a session: the link is the permission.
 * What was resolved since the message, and opened again, is left. Returns how many were acknowledged.
 * @throws {NotFoundError} where the link was changed or has expired, or what it was about is deleted.
 */
export async function acknowledgeByLink(context: LinkContext, token: string): Promise<number> {
  const { db } = context;
  const message = await requireLinkedMessage(context, token);
  const content = await readMessageContent(db, message);
  if (content === null) throw new NotFoundError();
  const { language, name: channel } = content.channel;
  const open = (await findLinkedIncidents(db, message.id)).filter(
    ({ state, isOver }) => state === "open" && !isOver,
  );
  for (const { id: incidentId } of open) {
    await transitIncident(db, {
      ...{ workspaceId: message.workspaceId, incidentId, action: { type: "acknowledge" } },
      ...{ source: "LINK", claims: null, note: linkNote(language, channel) },
    });
  }
  return open.length;
}
