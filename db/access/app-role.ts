import { pgRole } from "drizzle-orm/pg-core";

/**
 * The role that statements for users run as. Grants and policies are for it alone: the roles of
 * Supabase's Data API have none. It can't sign in; the user of `DATABASE_URL` becomes it for the
 * length of a transaction.
 */
export const appRole = pgRole("opspulse_app").existing();
