-- Unlogged, which drizzle-kit can't say: a counter is not worth a write to disk.
CREATE UNLOGGED TABLE "rate_counters" (
	"key" text PRIMARY KEY NOT NULL,
	"hits" integer NOT NULL,
	"resets_at" timestamp (3) with time zone NOT NULL,
	"paused_until" timestamp (3) with time zone,
	CONSTRAINT "ck_rate_counters_hits" CHECK ("rate_counters"."hits" >= 0)
) WITH (fillfactor = 50);
--> statement-breakpoint
ALTER TABLE "rate_counters" ENABLE ROW LEVEL SECURITY;
