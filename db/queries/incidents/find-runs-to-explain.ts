import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import {
  channels,
  incidentEvents,
  incidents,
  notifications,
  routineRuns,
  workspaces,
} from "@/db/schema";
import type { ChannelLanguage } from "@/lib/domain/channels/channel-options";

/** A run that opened an incident, and the language of a channel that its message goes to. */
export type RunToExplain = { workspaceId: string; runId: string; language: ChannelLanguage };

/**
 * The runs that opened incidents which no channel was sent yet: of each group the first, where its workspace
 * has the language model on and the run has no summary.
 */
export async function findRunsToExplain(db: Database, limit: number): Promise<RunToExplain[]> {
  const first = await db
    .selectDistinctOn([incidents.groupId], {
      workspaceId: incidents.workspaceId,
      runId: routineRuns.id,
      language: channels.language,
      summary: routineRuns.aiSummary,
    })
    .from(notifications)
    .innerJoin(incidents, eq(incidents.id, notifications.incidentId))
    .innerJoin(
      workspaces,
      and(eq(workspaces.id, notifications.workspaceId), eq(workspaces.aiEnabled, true)),
    )
    .innerJoin(
      incidentEvents,
      and(
        eq(incidentEvents.incidentId, notifications.incidentId),
        eq(incidentEvents.transition, notifications.transition),
      ),
    )
    .innerJoin(channels, eq(channels.id, notifications.channelId))
    .innerJoin(
      routineRuns,
      and(eq(routineRuns.id, incidentEvents.runId), eq(routineRuns.status, "FAIL")),
    )
    .where(
      and(
        isNull(notifications.messageId),
        isNull(notifications.skipReason),
        eq(notifications.event, "incident.opened"),
      ),
    )
    .orderBy(asc(incidents.groupId), asc(incidents.openedAt), asc(sql`${notifications.id}`))
    .limit(limit);
  return first.flatMap(({ summary, ...run }) => (summary === null ? [run] : []));
}
