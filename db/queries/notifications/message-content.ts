import { and, asc, count, desc, eq, inArray, lt, ne, sql } from "drizzle-orm";
import { authUsers } from "drizzle-orm/supabase";
import type { Database } from "@/db/client";
import type { LeasedMessage } from "@/db/queries/notifications/message-leases";
import {
  alertMessages,
  channels,
  incidentEvents,
  incidentGroups,
  incidents,
  notifications,
  routines,
  runs,
  workspaces,
} from "@/db/schema";
import type { MessageEvent } from "@/lib/domain/channels/delivery";
import type { IncidentEventType } from "@/lib/domain/incidents/incident-options";

/** The message, leased or not. */
type ContentMessage = Pick<LeasedMessage, "id" | "channelId" | "groupId" | "event" | "createdAt">;

/** The most incidents that are read of one message. */
const INCIDENTS_LIMIT = 100;

/** The most incidents that are read with their runs. */
export const DETAILED_INCIDENTS = 10;

const runColumns = {
  id: runs.id,
  status: runs.status,
  isDegraded: runs.isDegraded,
  httpStatus: runs.httpStatus,
  durationMs: runs.durationMs,
  errorCode: runs.errorCode,
  errorMessage: runs.errorMessage,
  certificateExpiresAt: runs.certificateExpiresAt,
  brokenRules: runs.brokenRulesJson,
  scheduledFor: runs.scheduledFor,
  startedAt: runs.startedAt,
  finishedAt: runs.finishedAt,
  aiSummary: runs.aiSummary,
};

export type AlertedRun = Pick<
  typeof runs.$inferSelect,
  Exclude<keyof typeof runColumns, "brokenRules">
> & {
  brokenRules: (typeof runs.$inferSelect)["brokenRulesJson"];
};

export type AlertedRow = typeof incidents.$inferSelect & {
  routineName: string;
  endpointUrl: string;
  acknowledgedByEmail: string | null;
  /** Its newest bad run; null where it is gone, or was not read. */
  run: AlertedRun | null;
};

/** The newest change of the first incident that the message is about. */
type AlertedChange = {
  source: (typeof incidentEvents.$inferSelect)["source"];
  actor: string | null;
  note: string | null;
  run: AlertedRun | null;
};

export type MessageContent = {
  workspaceName: string;
  channel: typeof channels.$inferSelect;
  /** Oldest first, at most `INCIDENTS_LIMIT`; the first of them with their runs. */
  rows: AlertedRow[];
  total: number;
  change: AlertedChange | null;
  /** Null for a digest and a test. */
  group: {
    endpointHost: string | null;
    incidentCount: number;
    unresolved: number;
    /** The messages of the same event that the channel was sent about it before. */
    earlier: number;
  } | null;
  /** The number of incidents by the event that the message says of them. */
  counts: Partial<Record<MessageEvent, number>>;
};

const changeTypes: Partial<Record<MessageEvent, IncidentEventType[]>> = {
  "incident.opened": ["opened", "reopened"],
  "incident.acknowledged": ["acknowledged"],
  "incident.resolved": ["resolved"],
};

async function readRuns(db: Database, ids: readonly (string | null)[]) {
  const wanted = ids.filter((id) => id !== null);
  if (wanted.length === 0) return new Map<string, AlertedRun>();
  const rows = await db.select(runColumns).from(runs).where(inArray(runs.id, wanted));
  return new Map(rows.map((run) => [run.id, run]));
}

async function readChange(
  db: Database,
  event: MessageEvent,
  incidentId: string | undefined,
): Promise<AlertedChange | null> {
  const types = changeTypes[event];
  if (types === undefined || incidentId === undefined) return null;
  const [row] = await db
    .select({
      source: incidentEvents.source,
      note: incidentEvents.note,
      runId: incidentEvents.runId,
      actor: authUsers.email,
    })
    .from(incidentEvents)
    .leftJoin(authUsers, eq(authUsers.id, incidentEvents.actorId))
    .where(and(eq(incidentEvents.incidentId, incidentId), inArray(incidentEvents.type, types)))
    .orderBy(desc(incidentEvents.id))
    .limit(1);
  if (row === undefined) return null;
  const { runId, ...change } = row;
  const found = await readRuns(db, [runId]);
  return { ...change, run: (runId === null ? null : found.get(runId)) ?? null };
}

async function readGroup(db: Database, message: ContentMessage): Promise<MessageContent["group"]> {
  const { groupId, channelId, event, createdAt } = message;
  if (groupId === null) return null;
  const [group] = await db
    .select({
      endpointHost: incidentGroups.endpointHost,
      incidentCount: incidentGroups.incidentCount,
    })
    .from(incidentGroups)
    .where(eq(incidentGroups.id, groupId));
  const [unresolved] = await db
    .select({ count: count() })
    .from(incidents)
    .where(and(eq(incidents.groupId, groupId), ne(incidents.state, "resolved")));
  const [earlier] = await db
    .select({ count: count() })
    .from(alertMessages)
    .where(
      and(
        eq(alertMessages.groupId, groupId),
        eq(alertMessages.channelId, channelId),
        eq(alertMessages.event, event),
        lt(alertMessages.createdAt, createdAt),
      ),
    );
  return group === undefined
    ? null
    : { ...group, unresolved: unresolved?.count ?? 0, earlier: earlier?.count ?? 0 };
}

/** What a message is about, as it is now; null where its channel is gone. */
export async function readMessageContent(
  db: Database,
  message: ContentMessage,
): Promise<MessageContent | null> {
  const [owner] = await db
    .select({ channel: channels, workspaceName: workspaces.name })
    .from(channels)
    .innerJoin(workspaces, eq(workspaces.id, channels.workspaceId))
    .where(eq(channels.id, message.channelId));
  if (owner === undefined) return null;
  const counted = await db
    .select({
      event: notifications.event,
      incidents: sql<number>`count(distinct ${notifications.incidentId})::integer`,
    })
    .from(notifications)
    .where(eq(notifications.messageId, message.id))
    .groupBy(notifications.event);
  const ids = db
    .selectDistinct({ id: notifications.incidentId })
    .from(notifications)
    .where(eq(notifications.messageId, message.id));
  const rows = await db
    .select({
      incident: incidents,
      routineName: routines.name,
      endpointUrl: routines.endpointUrl,
      acknowledgedByEmail: authUsers.email,
    })
    .from(incidents)
    .innerJoin(routines, eq(routines.id, incidents.routineId))
    .leftJoin(authUsers, eq(authUsers.id, incidents.acknowledgedBy))
    .where(inArray(incidents.id, ids))
    .orderBy(asc(incidents.openedAt), asc(incidents.id))
    .limit(INCIDENTS_LIMIT);
  const lastRuns = await readRuns(
    db,
    rows.slice(0, DETAILED_INCIDENTS).map(({ incident }) => incident.lastRunId),
  );
  const counts: MessageContent["counts"] = Object.fromEntries(
    counted.map(({ event, incidents: number }) => [event, number]),
  );
  return {
    ...owner,
    rows: rows.map(({ incident, ...row }) => ({
      ...incident,
      ...row,
      run: (incident.lastRunId === null ? null : lastRuns.get(incident.lastRunId)) ?? null,
    })),
    // Of a message of one event this is exact; a digest may say two things of an incident.
    total: Object.values(counts).reduce((sum, number) => sum + number, 0),
    change: await readChange(db, message.event, rows[0]?.incident.id),
    group: await readGroup(db, message),
    counts,
  };
}
