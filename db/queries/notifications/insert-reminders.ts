import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { alertMessages, channels, incidentEvents, incidents, notifications } from "@/db/schema";

/**
 * Makes the reminders that are due: of incidents that nobody has acknowledged, to channels that were told
 * of them, so many minutes after the newest message. Reminders are numbered below zero, so that of several
 * workers one makes each. Returns how many were made.
 */
export async function insertReminders(db: Database): Promise<number> {
  const made = await db.execute(sql`
    with told as (
      select n.workspace_id, n.incident_id, n.channel_id,
        least(min(n.transition), 0) - 1 as next
      from ${incidents} as i
      join ${channels} as c on c.workspace_id = i.workspace_id
      join ${notifications} as n on n.incident_id = i.id and n.channel_id = c.id
      left join ${alertMessages} as m on m.id = n.message_id
      where i.state = 'open' and not i.in_maintenance
        and (i.snoozed_until is null or i.snoozed_until <= now())
        and c.is_active and c.reminder_minutes is not null
        and c.events @> '["incident.reminder"]'
      group by n.workspace_id, n.incident_id, n.channel_id, c.reminder_minutes
      having bool_and(n.skip_reason is not null or coalesce(m.status in ('SENT', 'FAILED'), false))
        and max(m.finished_at) filter (where m.status = 'SENT')
          <= now() - make_interval(mins => c.reminder_minutes)
      limit 1000
    ), inserted as (
      insert into ${notifications} (
        workspace_id, incident_id, channel_id, transition, event, due_at
      )
      select workspace_id, incident_id, channel_id, next, 'incident.reminder', now() from told
      on conflict (incident_id, transition, channel_id) do nothing
      returning workspace_id, incident_id
    ), logged as (
      insert into ${incidentEvents} (workspace_id, incident_id, type, at, source)
      select distinct workspace_id, incident_id, 'reminder', date_trunc('milliseconds', now()), 'POLICY'
      from inserted
    )
    select 1 from inserted
  `);
  return made.length;
}
