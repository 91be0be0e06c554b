DROP INDEX "uq_runs_one_outcome";--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "will_retry" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "lag_ms" integer;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "due_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "endpoint_host" text GENERATED ALWAYS AS (coalesce(lower(substring(endpoint_url from '^[A-Za-z]+://([^/?#]+)')), '')) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "jitter_seconds" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "starts_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "ends_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "max_attempts" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "scheduler_state" ADD COLUMN "lag_p50_ms" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scheduler_state" ADD COLUMN "lag_p99_ms" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "scheduler_state" ADD COLUMN "lag_max_ms" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "idx_runs_created" ON "routine_runs" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "idx_runs_will_retry" ON "routine_runs" USING btree ("routine_id") WHERE will_retry;--> statement-breakpoint
CREATE INDEX "idx_routines_due" ON "routines" USING btree ((greatest(due_at, next_run_at))) WHERE is_active;--> statement-breakpoint
CREATE INDEX "idx_routines_workspace_due" ON "routines" USING btree ("workspace_id",(greatest(due_at, next_run_at))) WHERE is_active;--> statement-breakpoint
CREATE UNIQUE INDEX "uq_runs_one_outcome" ON "routine_runs" USING btree ("routine_id","scheduled_for") WHERE status in ('SUCCESS', 'FAIL') and not will_retry;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD CONSTRAINT "ck_runs_will_retry" CHECK (not "routine_runs"."will_retry" or "routine_runs"."status" = 'FAIL');--> statement-breakpoint
ALTER TABLE "routine_runs" ADD CONSTRAINT "ck_runs_lag_ms" CHECK ("routine_runs"."lag_ms" >= 0);--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_jitter_seconds" CHECK ("routines"."jitter_seconds" between 0 and 3600);--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_window" CHECK ("routines"."starts_at" < "routines"."ends_at");--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_max_attempts" CHECK ("routines"."max_attempts" between 1 and 5);--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_due_at" CHECK ("routines"."due_at" < '3000-01-01T00:00:00Z'::timestamptz);