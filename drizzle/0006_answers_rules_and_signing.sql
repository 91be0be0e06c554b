ALTER TABLE "routine_runs" ADD COLUMN "is_degraded" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "dns_ms" integer;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "connect_ms" integer;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "tls_ms" integer;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "first_byte_ms" integer;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "remote_address" text;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "certificate_expires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "redirects_json" jsonb;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "response_headers_json" jsonb;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "response_bytes" integer;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "response_body" text;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD COLUMN "broken_rules_json" jsonb;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "follow_redirects" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "success_rules" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "keep_body" text DEFAULT 'ON_FAILURE' NOT NULL;--> statement-breakpoint
ALTER TABLE "routines" ADD COLUMN "signing_secret_ref" text;--> statement-breakpoint
ALTER TABLE "routine_runs" ADD CONSTRAINT "ck_runs_is_degraded" CHECK (not "routine_runs"."is_degraded" or "routine_runs"."status" = 'SUCCESS');--> statement-breakpoint
ALTER TABLE "routine_runs" ADD CONSTRAINT "ck_runs_phases" CHECK (least("routine_runs"."dns_ms", "routine_runs"."connect_ms", "routine_runs"."tls_ms", "routine_runs"."first_byte_ms", "routine_runs"."response_bytes") >= 0);--> statement-breakpoint
ALTER TABLE "routine_runs" ADD CONSTRAINT "ck_runs_response_body" CHECK (octet_length("routine_runs"."response_body") <= 16384);--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_success_rules" CHECK (jsonb_typeof("routines"."success_rules") = 'array' and octet_length("routines"."success_rules"::text) <= 131072);--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_keep_body" CHECK ("routines"."keep_body" in ('ON_FAILURE', 'ALWAYS'));--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_signing_secret_ref" CHECK ("routines"."signing_secret_ref" is null or "routines"."kind" = 'WEBHOOK');--> statement-breakpoint
ALTER TABLE "routines" ADD CONSTRAINT "ck_routines_redirects_without_secret" CHECK (not "routines"."follow_redirects" or num_nonnulls("routines"."secret_ref", "routines"."signing_secret_ref") = 0);