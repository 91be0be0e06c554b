import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { alertIds, insertAlert } from "@/tests/support/alert-rows";
import {
  apiKeyRow,
  auditRow,
  appliedFileRow,
  insertInto,
  insertRun,
  invitationRow,
  maintenanceRow,
  replayRow,
  replaySlotRow,
  routineTagRow,
  schedulerHour,
  secretRow,
  SLOT,
  tagRow,
} from "@/tests/support/rows";
import { createTestUser } from "@/tests/support/test-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

/** Text that a careless format would change. */
const AWKWARD = `a "b" 'c' \\n \\N \\. $1 {d,NULL} \u0001\t\r\n\u2028 é 漢字 🚀 \\u0000 [null]`;

/**
 * Puts at least one row with awkward values into every table that a backup has, but for what a restore
 * settles: nothing is in flight, or waits to be sent.
 */
export async function fillEveryTable(db: Database) {
  const workspace = await createTestWorkspace(db);
  const { workspaceId, actor, sealing } = workspace.context;
  const { userId } = actor;
  const own = { workspaceId, userId };
  const member = await workspace.addMember("MEMBER");
  // Whose own workspace is gone: it isn't made a second time.
  await db.execute(sql`delete from workspaces where owner_id = ${member.actor.userId}`);
  await db.execute(sql`
    insert into auth.identities (id, provider, provider_id, user_id, identity_data)
    values (${randomUUID()}, 'email', ${userId}, ${userId}, ${JSON.stringify({ email: "a@example.com", name: AWKWARD })}::jsonb)`);
  const routineId = await workspace.addRoutine({
    kind: "WEBHOOK",
    http_method: "POST",
    body: AWKWARD,
  });
  await db.execute(
    sql`update routines set last_run_at = '2026-03-01T09:00:00.123456Z' where id = ${routineId}`,
  );
  const routine = { workspaceId, routineId };
  await db.execute(
    insertRun(routine, {
      error_message: AWKWARD,
      ai_confidence: 0.1,
      duration_ms: 2_147_483_647,
      response_headers_json: JSON.stringify({ "x-a": AWKWARD }),
      created_at: "2026-03-01T09:00:00.000001Z",
    }),
  );
  const tagId = randomUUID();
  await db.execute(insertInto("tags", tagRow(workspaceId, { id: tagId })));
  await db.execute(insertInto("routine_tags", routineTagRow({ ...routine, tagId })));
  const replayId = randomUUID();
  await db.execute(
    insertInto(
      "replays",
      replayRow(own, { id: replayId, state: "DONE", finished_at: "2026-03-01T09:00:00Z" }),
    ),
  );
  await db.execute(
    insertInto(
      "replay_slots",
      replaySlotRow(
        { ...routine, replayId },
        { state: "LEFT_OUT", settled_at: "2026-03-01T09:00:00Z" },
      ),
    ),
  );
  const windowId = randomUUID();
  await db.execute(insertInto("maintenance_windows", maintenanceRow(own, { id: windowId })));
  const part = { workspace_id: workspaceId, window_id: windowId };
  await db.execute(insertInto("maintenance_routines", { ...part, routine_id: routineId }));
  await db.execute(insertInto("maintenance_tags", { ...part, tag_id: tagId }));
  await db.execute(insertInto("workspace_invitations", invitationRow(own)));
  const place = {
    workspaceId,
    table: "workspace_secrets",
    field: "sealed_value",
    rowId: "PAYMENTS",
  };
  const sealed = sealing?.seal("a secret", place) ?? "";
  await db.execute(
    insertInto("workspace_secrets", secretRow(own, { name: "PAYMENTS", sealed_value: sealed })),
  );
  await db.execute(
    insertInto("instance_keys", { name: "vapid", public_key: "p", sealed_private: "v1.k.n.t" }),
  );
  await db.execute(insertInto("api_keys", apiKeyRow(own)));
  await db.execute(
    insertInto(
      "audit_events",
      auditRow(own, {
        changes: JSON.stringify([{ path: "name", after: AWKWARD.replace("\\u0001", "") }]),
      }),
    ),
  );
  await db.execute(insertInto("applied_files", appliedFileRow(own.workspaceId)));
  await db.execute(insertInto("scheduler_hours", schedulerHour));
  await db.execute(insertInto("history_trims", { day: "2026-03-01", deleted_runs: 7 }));
  const ids = alertIds();
  for (const statement of insertAlert(routine, ids)) await db.execute(statement);
  await db.execute(sql`update alert_messages set status = 'SENT', finished_at = ${SLOT}`);
  await db.execute(sql`update notifications set message_id = ${ids.message}`);
  await createTestUser(db);
  return { workspace, routine };
}
