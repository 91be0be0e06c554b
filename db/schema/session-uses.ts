import { sql } from "drizzle-orm";
import { check, foreignKey, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";
import { authSessions } from "@/db/schema/auth-sessions";
import { MAX_USER_AGENT_CHARACTERS } from "@/lib/domain/sessions/device";

/** When a session last used the app, and with which browser. Only the service reads and writes it. */
export const sessionUses = pgTable(
  "session_uses",
  {
    sessionId: uuid("session_id").primaryKey(),
    userAgent: text("user_agent").notNull(),
    lastUsedAt: instant("last_used_at").notNull().defaultNow(),
  },
  (table) => [
    foreignKey({
      name: "fk_session_uses_session",
      columns: [table.sessionId],
      foreignColumns: [authSessions.id],
    }).onDelete("cascade"),
    check(
      "ck_session_uses_user_agent",
      sql`char_length(${table.userAgent}) <= ${sql.raw(String(MAX_USER_AGENT_CHARACTERS))}`,
    ),
  ],
).enableRLS();
