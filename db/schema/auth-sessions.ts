import { pgSchema, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";

/**
 * The sessions of the auth server, which owns the table: it writes a row at sign-in, and deletes it at
 * sign-out. Kept out of the schema of the migrations.
 */
export const authSessions = pgSchema("auth").table("sessions", {
  id: uuid("id").primaryKey(),
  userId: uuid("user_id").notNull(),
  createdAt: instant("created_at").notNull(),
  notAfter: instant("not_after"),
  userAgent: text("user_agent"),
});
