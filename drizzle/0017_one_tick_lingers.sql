ALTER TABLE "scheduler_state" ADD COLUMN "lingering_tick" text;--> statement-breakpoint
ALTER TABLE "scheduler_state" ADD COLUMN "lingering_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "scheduler_state" ADD CONSTRAINT "ck_scheduler_state_lingering" CHECK (("scheduler_state"."lingering_tick" is null) = ("scheduler_state"."lingering_until" is null));