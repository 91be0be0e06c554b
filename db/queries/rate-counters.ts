import { sql, type SQL } from "drizzle-orm";
import type { Database } from "@/db/client";
import { rateCounters } from "@/db/schema";

/** An action to count: at most `max` of them in a window that the first one starts. */
export type Charge = { key: string; max: number; windowSeconds: number; amount: number };

/** A counter after a charge. One that was refused is as it was before. */
export type Counter = { isGranted: boolean; hits: number; resetSeconds: number };

const secondsUntil = (column: SQL) =>
  sql`greatest(0, ceil(extract(epoch from ${column} - now())))::integer`;

/** Now as it is stored, not rounded up: a pause of nothing has ended for the next statement. */
const thisMs = sql`date_trunc('milliseconds', now())`;

const counted = (charge: Charge, condition: SQL) => sql`
  insert into ${rateCounters} as c (key, hits, resets_at)
  select ${charge.key}, ${charge.amount}::integer,
    ${thisMs} + make_interval(secs => ${charge.windowSeconds})
  where ${condition}
  on conflict (key) do update set
    hits = case when c.resets_at <= now() then excluded.hits else c.hits + excluded.hits end,
    resets_at = case when c.resets_at <= now() then excluded.resets_at else c.resets_at end
  where c.resets_at <= now() or c.hits + excluded.hits <= ${charge.max}::integer
  returning hits, resets_at
`;

/**
 * Counts an action against one limit or two, in one statement. The second is counted only where the
 * first grants it, so that somebody who is over their own limit doesn't use up a shared one. Returns
 * the counters in the given order.
 */
export async function chargeCounters(
  db: Database,
  [first, second]: readonly [Charge, (Charge | undefined)?],
): Promise<Counter[]> {
  const stateOf = (name: string, index: number, key: string) => sql`
    select ${sql.raw(String(index))} as index, true as granted, hits,
      ${secondsUntil(sql`resets_at`)} as reset_seconds
    from ${sql.raw(name)}
    union all
    select ${sql.raw(String(index))}, false, hits, ${secondsUntil(sql`resets_at`)}
    from ${rateCounters} where key = ${key} and not exists (select from ${sql.raw(name)})
  `;
  const query =
    second === undefined
      ? sql`with own as (${counted(first, sql`true`)}) ${stateOf("own", 0, first.key)}`
      : sql`
        with own as (${counted(first, sql`true`)}),
        shared as (${counted(second, sql`exists (select from own)`)})
        ${stateOf("own", 0, first.key)} union all ${stateOf("shared", 1, second.key)}`;
  const rows = await db.execute<{
    index: number;
    granted: boolean;
    hits: number;
    reset_seconds: number;
  }>(query);
  const charges = second === undefined ? [first] : [first, second];
  return charges.map((_charge, index) => {
    const row = rows.find((candidate) => candidate.index === index);
    // A row that another charge inserted meanwhile isn't seen by this statement.
    if (row === undefined) return { isGranted: false, hits: 0, resetSeconds: 1 };
    return { isGranted: row.granted, hits: row.hits, resetSeconds: row.reset_seconds };
  });
}

/** Takes back an action that was counted. */
export async function refundCounter(db: Database, key: string): Promise<void> {
  await db.execute(sql`
    update ${rateCounters} set hits = hits - 1 where key = ${key} and hits > 0`);
}

/** Failures in a row that cause no pause, the first pause after them, and the longest. */
const FREE_FAILURES = 4;
const LONGEST_PAUSE_SECONDS = 900;

/** One failure is forgotten for each such time after the end of a pause. */
const FORGET_SECONDS = 600;

/** The most failures that are counted: enough for the longest pause. */
const MOST_FAILURES = 16;

/** A pair of address and account is forgotten after this time without an attempt. */
const PAIR_SECONDS = 6 * 3_600;

/**
 * Counts an attempt to sign in as a failure, before it is made, so that many at once are counted too.
 * After five failures of a pair there is a pause of a second, which doubles with each further one up
 * to 15 minutes; an attempt within the pause is refused and not counted. `address` counts the
 * failures of all accounts. Returns the seconds to wait, or null where it may be made.
 */
export async function startSignIn(
  db: Database,
  pairKey: string,
  address: Charge,
): Promise<number | null> {
  // An attempt that began before the newest was counted has forgotten nothing.
  const forgotten = sql`
    greatest(0, floor(extract(epoch from now() - c.paused_until) / ${FORGET_SECONDS}))::integer`;
  const hits = sql`least(${MOST_FAILURES}, greatest(0, c.hits - ${forgotten}) + 1)`;
  const pauseSeconds = sql`
    case when ${hits} > ${FREE_FAILURES}
      then least(${LONGEST_PAUSE_SECONDS}, power(2, ${hits} - ${FREE_FAILURES + 1})) else 0 end`;
  const pair = sql`
    insert into ${rateCounters} as c (key, hits, resets_at, paused_until)
    values (${pairKey}, 1, now() + make_interval(secs => ${PAIR_SECONDS}), ${thisMs})
    on conflict (key) do update set
      hits = ${hits},
      resets_at = excluded.resets_at,
      paused_until = ${thisMs} + make_interval(secs => ${pauseSeconds})
    -- Failures without a pause hold up no attempt, also one that began before they were counted.
    where c.hits <= ${FREE_FAILURES} or c.paused_until <= now()
    returning hits
  `;
  const waitOf = (key: string, column: SQL) => sql`
    coalesce((select greatest(1, ceil(extract(epoch from ${column} - now())))::integer
      from ${rateCounters} where key = ${key}), 1)`;
  const [row] = await db.execute<{ wait_seconds: number | null }>(sql`
    with pair as (${pair}), own as (${counted(address, sql`exists (select from pair)`)})
    select case
      when not exists (select from pair) then ${waitOf(pairKey, sql`paused_until`)}
      when not exists (select from own) then ${waitOf(address.key, sql`resets_at`)}
    end as wait_seconds`);
  return row?.wait_seconds ?? null;
}

/** Forgets the failures of a pair whose attempt has succeeded, and takes it back from its address. */
export async function endSignIn(db: Database, pairKey: string, addressKey: string): Promise<void> {
  await db.execute(sql`
    with forgotten as (delete from ${rateCounters} where key = ${pairKey})
    update ${rateCounters} set hits = hits - 1 where key = ${addressKey} and hits > 0`);
}

/** Takes back an attempt that was not judged, with the pause that it would have caused. */
export async function takeBackSignIn(
  db: Database,
  pairKey: string,
  addressKey: string,
): Promise<void> {
  await db.execute(sql`
    with pair as (
      update ${rateCounters} set hits = hits - 1, paused_until = ${thisMs}
      where key = ${pairKey} and hits > 0
    )
    update ${rateCounters} set hits = hits - 1 where key = ${addressKey} and hits > 0`);
}

/** The most counters that one tick deletes. */
const DELETE_LIMIT = 5_000;

/** Deletes counters whose window has ended. */
export async function deleteEndedCounters(db: Database): Promise<void> {
  await db.execute(sql`
    delete from ${rateCounters} where key in (
      select key from ${rateCounters} where resets_at <= now() limit ${DELETE_LIMIT}
      for update skip locked
    )`);
}
