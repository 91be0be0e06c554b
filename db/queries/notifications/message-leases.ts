import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { alertMessages, channels, notifications } from "@/db/schema";
import type { MessageEvent, MessageStatus } from "@/lib/domain/channels/delivery";
import { DELIVERY_HOURS } from "@/lib/domain/channels/delivery-retry";

/** A message that this worker alone may send until its lease ends. */
export type LeasedMessage = {
  id: string;
  workspaceId: string;
  channelId: string;
  groupId: string | null;
  event: MessageEvent;
  /** The number of this attempt, from 1. */
  attempt: number;
  leaseToken: number;
  createdAt: Date;
};

type LeasedRow = {
  id: string;
  workspace_id: string;
  channel_id: string;
  group_id: string | null;
  event: MessageEvent;
  attempt: number;
  lease_token: string | number;
  created_at: string;
};

const leasedColumns = sql`m.id, m.workspace_id, m.channel_id, m.group_id, m.event, m.attempt,
  m.lease_token, to_char(m.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as created_at`;

const toLeased = (row: LeasedRow): LeasedMessage => ({
  id: row.id,
  workspaceId: row.workspace_id,
  channelId: row.channel_id,
  groupId: row.group_id,
  event: row.event,
  attempt: row.attempt,
  leaseToken: Number(row.lease_token),
  createdAt: new Date(row.created_at),
});

export type LeaseRequest = {
  workerId: string;
  leaseSeconds: number;
  limit: number;
  /** The most messages of a workspace in flight at this worker, and how many of each there are. */
  perWorkspace: number;
  inFlight: ReadonlyMap<string, number>;
};

/**
 * Leases messages that are due, the oldest of each channel, workspaces in turn. A channel has one in
 * flight, and the messages of a group go out in the order in which they were made: those behind one that
 * is tried again wait for it. A lease that has ended is as none.
 */
export async function leaseMessages(
  db: Database,
  { workerId, leaseSeconds, limit, perWorkspace, inFlight }: LeaseRequest,
): Promise<LeasedMessage[]> {
  const held = JSON.stringify(
    Array.from(inFlight, ([workspace_id, count]) => ({ workspace_id, count })),
  );
  const rows = await db.execute<LeasedRow>(sql`
    with pending as (
      select id, workspace_id, channel_id, created_at, due_at, lock_until,
        bool_or(coalesce(lock_until > now(), false)) over (partition by channel_id) as is_busy,
        case when group_id is null then 1 else row_number() over (
          partition by channel_id, group_id order by created_at, id
        ) end as place
      from ${alertMessages} where status = 'PENDING'
    ), candidates as (
      select distinct on (channel_id) id, workspace_id, due_at
      from pending
      where due_at <= now() and (lock_until is null or lock_until <= now())
        and not is_busy and place = 1
      order by channel_id, created_at, id
    ), ranked as (
      select c.id, c.due_at,
        row_number() over (partition by c.workspace_id order by c.due_at, c.id)
          + coalesce(h.count, 0) as turn
      from candidates as c
      left join json_to_recordset(${held}::json) as h(workspace_id uuid, count integer)
        on h.workspace_id = c.workspace_id
    ), chosen as (
      select m.id from ${alertMessages} as m join ranked as r on r.id = m.id
      where m.status = 'PENDING' and (m.lock_until is null or m.lock_until <= now())
        and r.turn <= ${perWorkspace}
      order by r.turn, r.due_at
      limit ${limit}
      for update of m skip locked
    )
    update ${alertMessages} as m
    set lock_until = now() + make_interval(secs => ${leaseSeconds}), locked_by = ${workerId},
      lease_token = m.lease_token + 1, attempt = m.attempt + 1
    from chosen where m.id = chosen.id
    returning ${leasedColumns}
  `);
  return Array.from(rows, toLeased);
}

/** Makes a test message, leased from the start. */
export async function insertTestMessage(
  db: Database,
  channel: { id: string; workspaceId: string },
  { workerId, leaseSeconds }: { workerId: string; leaseSeconds: number },
): Promise<LeasedMessage> {
  const [row] = await db.execute<LeasedRow>(sql`
    insert into ${alertMessages} as m (
      workspace_id, channel_id, event, due_at, attempt, lock_until, locked_by, lease_token
    ) values (
      ${channel.workspaceId}, ${channel.id}, 'test', now(), 1,
      now() + make_interval(secs => ${leaseSeconds}), ${workerId}, 1
    ) returning ${leasedColumns}
  `);
  if (row === undefined) throw new Error("The database returned no message.");
  return toLeased(row);
}

/** The result of an attempt: `retryInMs` is null where it was the last one. */
export type DeliveryRecord = {
  isSent: boolean;
  retryInMs: number | null;
  title: string | null;
  responseStatus: number | null;
  response: string | null;
};

/**
 * Records an attempt and ends its lease. A next attempt that would begin a day after the message was made
 * is not made. Returns the status, or null where the lease was lost: then nothing is recorded.
 */
export async function recordDelivery(
  db: Database,
  { id, leaseToken }: Pick<LeasedMessage, "id" | "leaseToken">,
  { isSent, retryInMs, title, responseStatus, response }: DeliveryRecord,
): Promise<MessageStatus | null> {
  const retryAt = sql`now() + make_interval(secs => ${(retryInMs ?? 0) / 1_000})`;
  const status = sql`case
    when ${isSent} then 'SENT'
    when ${retryInMs === null} or ${retryAt} >= created_at + make_interval(hours => ${DELIVERY_HOURS})
      then 'FAILED'
    else 'PENDING' end`;
  const [row] = await db.execute<{ status: MessageStatus }>(sql`
    with ended as (
      select id, ${status} as status from ${alertMessages}
      where id = ${id} and lease_token = ${leaseToken} and lock_until is not null
      for update
    )
    update ${alertMessages} as m
    set status = ended.status, lock_until = null, locked_by = null,
      title = coalesce(${title}, m.title), response_status = ${responseStatus},
      response = ${response},
      due_at = case when ended.status = 'PENDING' then ${retryAt} else m.due_at end,
      finished_at = case when ended.status = 'PENDING' then null else now() end
    from ended where m.id = ended.id
    returning m.status
  `);
  return row?.status ?? null;
}

/** Turns a channel off that is gone for good, and ends what waits for it. */
export async function turnOffChannel(
  db: Database,
  channelId: string,
  reason: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`
      update ${channels} set is_active = false, disabled_reason = ${reason}, updated_at = now()
      where id = ${channelId} and is_active`);
    await endWaiting(tx, channelId);
  });
}

/**
 * Ends what waits for a channel that is off: notifications with that reason, messages as FAILED. A
 * message in flight is left to its sender.
 */
export async function endWaiting(db: Pick<Database, "execute">, channelId: string): Promise<void> {
  await db.execute(sql`
    update ${notifications} set skip_reason = 'CHANNEL_OFF'
    where channel_id = ${channelId} and message_id is null and skip_reason is null`);
  await db.execute(sql`
    update ${alertMessages}
    set status = 'FAILED', finished_at = now(), lock_until = null, locked_by = null,
      response = coalesce(response, 'The channel was turned off.')
    where channel_id = ${channelId} and status = 'PENDING'
      and (lock_until is null or lock_until <= now())`);
}
