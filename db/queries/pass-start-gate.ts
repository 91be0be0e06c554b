import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import type { Claim } from "@/db/queries/claim-due-routines";
import { routines } from "@/db/schema";
import type { ReleaseReason } from "@/lib/domain/routine/routine-event";

/**
 * What the start gate says of a claim. PASS: send it, and `isRenewed` says whether its lease is
 * counted from now. LOST: another worker has it, or the routine was deleted. Otherwise it must be
 * released, for this reason.
 */
export type GateVerdict = { verdict: "PASS" | "LOST" | ReleaseReason; isRenewed: boolean };

/**
 * Asks the database about claims that are about to be sent: whether the token is still theirs, the
 * routine still active and its settings still those that were claimed. A lease with less than
 * `neededSeconds` left is renewed in the same statement. A manual run may be of a paused routine, and a
 * replay of one that had ended when it was claimed.
 * Returns the verdicts by run id.
 */
export async function passStartGate(
  db: Database,
  asked: readonly { claim: Claim; neededSeconds: number }[],
  leaseSeconds: number,
): Promise<Map<string, GateVerdict>> {
  const claims = JSON.stringify(
    asked.map(({ claim: { routine, runId, leaseToken, slot, replay }, neededSeconds }) => ({
      id: routine.id,
      run_id: runId,
      lease_token: leaseToken,
      revision: routine.revision,
      may_rest: slot === null || (replay !== null && !routine.isActive),
      needed_seconds: neededSeconds,
    })),
  );
  const rows = await db.execute<{
    run_id: string;
    verdict: GateVerdict["verdict"];
    is_renewed: boolean;
  }>(sql`
    with asked as (
      select * from json_to_recordset(${claims}::json) as a(
        id uuid, run_id uuid, lease_token bigint, revision integer, may_rest boolean,
        needed_seconds double precision
      )
    ), judged as (
      select asked.*, r.lock_until,
        case
          when r.id is null or r.lease_token <> asked.lease_token or r.lock_until is null then 'LOST'
          when not r.is_active and not asked.may_rest then 'PAUSED'
          when r.revision <> asked.revision then 'EDITED'
          else 'PASS'
        end as verdict
      from asked left join ${routines} as r on r.id = asked.id
    ), renewed as (
      update ${routines} as r
      set lock_until = now() + make_interval(secs => ${leaseSeconds})
      from judged
      where judged.verdict = 'PASS'
        and judged.lock_until < now() + make_interval(secs => judged.needed_seconds)
        and r.id = judged.id and r.lease_token = judged.lease_token and r.lock_until is not null
        and (r.is_active or judged.may_rest) and r.revision = judged.revision
      returning judged.run_id
    )
    select judged.run_id, renewed.run_id is not null as is_renewed,
      case
        when judged.verdict = 'PASS' and renewed.run_id is null
          and judged.lock_until < now() + make_interval(secs => judged.needed_seconds) then 'LOST'
        else judged.verdict
      end as verdict
    from judged left join renewed on renewed.run_id = judged.run_id
  `);
  return new Map(
    rows.map(({ run_id, verdict, is_renewed }) => [run_id, { verdict, isRenewed: is_renewed }]),
  );
}
