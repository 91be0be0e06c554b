CREATE TABLE "scheduler_clocks" (
	"name" text PRIMARY KEY NOT NULL,
	"last_tick_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"ticks" bigint DEFAULT 1 NOT NULL,
	"mean_gap_ms" bigint,
	"longest_gap_ms" bigint,
	"longest_gap_at" timestamp (3) with time zone,
	CONSTRAINT "ck_scheduler_clocks_name" CHECK ("scheduler_clocks"."name" ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
	CONSTRAINT "ck_scheduler_clocks_gaps" CHECK (("scheduler_clocks"."mean_gap_ms" is null) = ("scheduler_clocks"."longest_gap_ms" is null) and ("scheduler_clocks"."longest_gap_ms" is null) = ("scheduler_clocks"."longest_gap_at" is null))
);
--> statement-breakpoint
ALTER TABLE "scheduler_clocks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "scheduler_hours" (
	"hour" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"ticks" integer NOT NULL,
	"succeeded" bigint NOT NULL,
	"failed" bigint NOT NULL,
	"missed" bigint NOT NULL,
	"abandoned" bigint NOT NULL,
	"lag_counts" bigint[] NOT NULL,
	"lag_sum_ms" bigint NOT NULL,
	"lag_max_ms" bigint NOT NULL,
	"database_bytes" bigint,
	CONSTRAINT "ck_scheduler_hours_counts" CHECK (least("scheduler_hours"."ticks", "scheduler_hours"."succeeded", "scheduler_hours"."failed", "scheduler_hours"."missed", "scheduler_hours"."abandoned", "scheduler_hours"."lag_sum_ms", "scheduler_hours"."lag_max_ms") >= 0)
);
--> statement-breakpoint
ALTER TABLE "scheduler_hours" ENABLE ROW LEVEL SECURITY;