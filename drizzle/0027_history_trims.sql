CREATE TABLE "history_trims" (
	"day" date PRIMARY KEY NOT NULL,
	"evidence_runs" integer DEFAULT 0 NOT NULL,
	"deleted_runs" integer DEFAULT 0 NOT NULL,
	"freed_bytes" bigint DEFAULT 0 NOT NULL,
	"evidence_before" timestamp (3) with time zone,
	"runs_before" timestamp (3) with time zone,
	"last_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ck_history_trims_counts" CHECK (least("history_trims"."evidence_runs", "history_trims"."deleted_runs", "history_trims"."freed_bytes") >= 0)
);
--> statement-breakpoint
ALTER TABLE "history_trims" ENABLE ROW LEVEL SECURITY;