CREATE TABLE "routine_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "routine_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"workspace_id" uuid NOT NULL,
	"routine_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_id" uuid,
	"run_id" uuid,
	"interval_minutes" integer,
	"cron_expression" text,
	"timezone" text NOT NULL,
	"starts_at" timestamp (3) with time zone,
	"ends_at" timestamp (3) with time zone,
	"is_active" boolean NOT NULL,
	"next_run_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "ck_routine_events_kind" CHECK ("routine_events"."kind" in ('CREATED', 'PAUSED', 'RESUMED', 'EDITED', 'ENDED', 'FENCED')),
	CONSTRAINT "ck_routine_events_run" CHECK (("routine_events"."kind" = 'FENCED') = ("routine_events"."run_id" is not null))
);
--> statement-breakpoint
ALTER TABLE "routine_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "routine_events" ADD CONSTRAINT "fk_routine_events_routine" FOREIGN KEY ("workspace_id","routine_id") REFERENCES "public"."routines"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routine_events" ADD CONSTRAINT "fk_routine_events_actor" FOREIGN KEY ("actor_id") REFERENCES "auth"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_routine_events_routine" ON "routine_events" USING btree ("routine_id","id");--> statement-breakpoint
CREATE INDEX "idx_routine_events_actor" ON "routine_events" USING btree ("actor_id");--> statement-breakpoint
CREATE POLICY "routine_events_select_member" ON "routine_events" AS PERMISSIVE FOR SELECT TO "authenticated" USING ("routine_events"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));