import { eq, sql } from "drizzle-orm";
import {
  alertMessages,
  incidentEvents,
  incidentGroups,
  incidents,
  notifications,
  routines,
} from "@/db/schema";
import type { AlertEvent, IncidentEventType } from "@/lib/domain/incidents/incident-options";
import { startEndpoint } from "@/tests/support/endpoint";
import type { TestWorkspace } from "@/tests/support/test-workspace";

type Verdict = { status: number; headers?: Record<string, string>; wait?: Promise<void> };

type ReceivedMessage = {
  id: string;
  path: string;
  type: string;
  incidentId: string | undefined;
  routines: string[];
  text: string;
};

/** A receiver of webhooks on loopback that responds to each path as the test says; with 200 otherwise. */
export async function startInbox() {
  const received: ReceivedMessage[] = [];
  const verdicts = new Map<string, () => Verdict>();
  const endpoint = await startEndpoint((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "/";
      const text = Buffer.concat(chunks).toString();
      const body = JSON.parse(text) as {
        type: string;
        data: { incident: { id: string } | null; routines: { name: string }[] };
      };
      received.push({
        id: String(request.headers["webhook-id"]),
        path,
        type: body.type,
        incidentId: body.data.incident?.id,
        routines: body.data.routines.map(({ name }) => name),
        text,
      });
      const { status, headers = {}, wait } = verdicts.get(path)?.() ?? { status: 200 };
      void Promise.resolve(wait).then(() => response.writeHead(status, headers).end("noted"));
    });
  });
  return {
    url: endpoint.url,
    received,
    of: (path: string) => received.filter((message) => message.path === path),
    respond: (path: string, verdict: () => Verdict) => verdicts.set(path, verdict),
    close: endpoint.close,
  };
}

const eventTypes: Record<AlertEvent, IncidentEventType> = {
  "incident.opened": "opened",
  "incident.acknowledged": "acknowledged",
  "incident.resolved": "resolved",
  "incident.reminder": "reminder",
};

/** Incidents and their outbox, written as the decider writes them, and due at once. */
export function createOutbox(workspace: TestWorkspace) {
  const { db, workspaceId } = workspace.context;
  return {
    async addGroup(endpointHost: string | null = "api.example.com"): Promise<string> {
      const [group] = await db
        .insert(incidentGroups)
        .values({
          ...{ workspaceId, endpointHost, incidentCount: 0 },
          ...{ openedAt: sql`now()`, lastJoinedAt: sql`now()` },
        })
        .returning({ id: incidentGroups.id });
      if (group === undefined) throw new Error("The group is gone.");
      return group.id;
    },
    /** An open incident of a routine of its own. */
    async addIncident(
      groupId: string,
      values: Partial<typeof incidents.$inferInsert> & { routineName?: string } = {},
    ): Promise<string> {
      const { routineName = "Payments", ...columns } = values;
      const routineId = await workspace.addRoutine({ name: routineName });
      const [incident] = await db
        .insert(incidents)
        .values({
          ...{ workspaceId, routineId, groupId, trigger: "FAILURES" },
          condition: { type: "consecutive_failures", count: 2 },
          ...{ openedAt: sql`now()`, failureCount: 2, endpointHost: "api.example.com" },
          ...{ errorCode: "HTTP_STATUS", httpStatus: 503, errorMessage: "Status 503." },
          ...columns,
        })
        .returning({ id: incidents.id });
      if (incident === undefined) throw new Error("The incident is gone.");
      await db
        .update(incidentGroups)
        .set({ incidentCount: sql`${incidentGroups.incidentCount} + 1` })
        .where(eq(incidentGroups.id, groupId));
      return incident.id;
    },
    /** A transition of an incident, told to a channel. */
    async notify(
      incidentId: string,
      channelId: string,
      event: AlertEvent,
      { transition = 0 }: { transition?: number } = {},
    ): Promise<void> {
      const [moved] = await db
        .update(incidents)
        .set({
          transitions: transition === 0 ? sql`${incidents.transitions} + 1` : transition,
          ...(event === "incident.resolved" && { state: "resolved", resolvedAt: sql`now()` }),
          ...(event === "incident.acknowledged" && {
            ...{ state: "acknowledged", acknowledgedAt: sql`now()` },
          }),
          ...(event === "incident.opened" && { state: "open", resolvedAt: null }),
        })
        .where(eq(incidents.id, incidentId))
        .returning({ transitions: incidents.transitions });
      const reached = moved?.transitions ?? 1;
      await db
        .insert(incidentEvents)
        .values({
          ...{ workspaceId, incidentId, type: eventTypes[event], transition: reached },
          ...{ at: sql`now()`, source: "POLICY" },
        })
        .onConflictDoNothing();
      await db.insert(notifications).values({
        ...{ workspaceId, incidentId, channelId, transition: reached, event },
        // Clearly before the next statement: instants are rounded to milliseconds.
        dueAt: sql`now() - interval '1 second'`,
      });
    },
    readMessages: (channelId: string) =>
      db
        .select()
        .from(alertMessages)
        .where(eq(alertMessages.channelId, channelId))
        .orderBy(alertMessages.createdAt, alertMessages.id),
    readNotifications: (channelId: string) =>
      db
        .select()
        .from(notifications)
        .where(eq(notifications.channelId, channelId))
        .orderBy(notifications.id),
    /** Moves what a channel was sent, and what it waits for, into the past. */
    async letPass(channelId: string, seconds: number): Promise<void> {
      const earlier = sql`make_interval(secs => ${seconds})`;
      await db
        .update(alertMessages)
        .set({
          createdAt: sql`${alertMessages.createdAt} - ${earlier}`,
          dueAt: sql`${alertMessages.dueAt} - ${earlier}`,
          finishedAt: sql`${alertMessages.finishedAt} - ${earlier}`,
          lockUntil: sql`${alertMessages.lockUntil} - ${earlier}`,
        })
        .where(eq(alertMessages.channelId, channelId));
      await db
        .update(notifications)
        .set({ dueAt: sql`${notifications.dueAt} - ${earlier}` })
        .where(eq(notifications.channelId, channelId));
    },
    removeRoutines: () => db.delete(routines).where(eq(routines.workspaceId, workspaceId)),
  };
}
