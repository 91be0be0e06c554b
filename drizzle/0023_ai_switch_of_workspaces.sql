ALTER TABLE "workspaces" ADD COLUMN "ai_enabled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
-- Written by hand: admins turn it, by the policy for all that managers change.
grant update (ai_enabled) on table public.workspaces to opspulse_app;
