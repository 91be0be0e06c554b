ALTER TABLE "routines" ADD COLUMN "last_outcome" text;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "health" text;--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_last_outcome" CHECK ("routines"."last_outcome" in ('SUCCESS', 'DEGRADED', 'FAIL', 'ABANDONED', 'MISSED'));--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_health" CHECK ("routines"."health" in ('GOOD', 'DEGRADED', 'FAILING'));