import { asc } from "drizzle-orm";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { alertMessages, incidents, notifications } from "@/db/schema";
import { backUp, openBackupFolder, restore } from "@/tests/integration/backup/backup-fixture";
import { alertIds, insertAlert } from "@/tests/support/alert-rows";
import { insertInto, SLOT } from "@/tests/support/rows";
import { createTestDatabase } from "@/tests/support/test-database";
import { createTestWorkspace } from "@/tests/support/test-workspace";

const newFile = openBackupFolder();

test("alerts that waited aren't sent a second time, but the first word of an open incident is sent", async () => {
  const source = await createTestDatabase();
  const target = await createTestDatabase("auth_only");
  try {
    const workspace = await createTestWorkspace(source.db);
    const { workspaceId } = workspace.context;
    const [open, resolved] = [alertIds(), alertIds()];
    for (const ids of [open, resolved]) {
      const routineId = await workspace.addRoutine();
      for (const statement of insertAlert({ workspaceId, routineId }, ids)) {
        await source.db.execute(statement);
      }
      // As a worker holds it that sends it at this moment.
      await source.db.execute(sql`
        update alert_messages set lock_until = now(), locked_by = 'worker', lease_token = 3
        where id = ${ids.message}`);
      await source.db.execute(sql`
        update notifications set message_id = ${ids.message} where incident_id = ${ids.incident}`);
      await source.db.execute(
        insertInto("notifications", {
          workspace_id: workspaceId,
          incident_id: ids.incident,
          channel_id: ids.channel,
          transition: 2,
          event: "incident.acknowledged",
          due_at: SLOT,
        }),
      );
    }
    await source.db.execute(sql`
      update incidents set state = 'resolved', resolved_at = now() where id = ${resolved.incident}`);
    const path = newFile();
    await backUp(source.db, path);

    const { settlement } = await restore(target.db, path);

    expect(settlement.expired).toBe(3);
    const messages = await target.db.select().from(alertMessages);
    expect(Object.fromEntries(messages.map((message) => [message.id, message]))).toMatchObject({
      [open.message]: { status: "PENDING", lockedBy: null, leaseToken: 1_000_003 },
      [resolved.message]: { status: "FAILED", lockedBy: null, leaseToken: 1_000_003 },
    });
    const told = await target.db.select().from(notifications).orderBy(asc(notifications.id));
    expect(told.map(({ event, skipReason }) => `${event} ${skipReason ?? "-"}`)).toEqual([
      "incident.opened -",
      "incident.acknowledged SUPERSEDED",
      "incident.opened -",
      "incident.acknowledged SUPERSEDED",
    ]);
    const states = await target.db.select({ state: incidents.state }).from(incidents);
    expect(states.map(({ state }) => state).sort()).toEqual(["open", "resolved"]);
  } finally {
    await source.close();
    await target.close();
  }
});
