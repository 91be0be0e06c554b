CREATE TABLE "routine_tags" (
	"workspace_id" uuid NOT NULL,
	"routine_id" uuid NOT NULL,
	"tag_id" uuid NOT NULL,
	CONSTRAINT "pk_routine_tags" PRIMARY KEY("routine_id","tag_id")
);
--> statement-breakpoint
ALTER TABLE "routine_tags" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tags" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"name" text NOT NULL,
	"color" text DEFAULT 'gray' NOT NULL,
	"alert_policy" jsonb,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "uq_tags_workspace_id" UNIQUE("workspace_id","id"),
	CONSTRAINT "ck_tags_name" CHECK (char_length("tags"."name") between 1 and 40 and "tags"."name" = btrim("tags"."name") and "tags"."name" !~ '[\u0001-\u001f\u007f-\u009f\u2028\u2029,]'),
	CONSTRAINT "ck_tags_alert_policy" CHECK (jsonb_typeof("tags"."alert_policy") = 'object' and octet_length("tags"."alert_policy"::text) <= 4096),
	CONSTRAINT "ck_tags_color" CHECK ("tags"."color" in ('gray', 'red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple'))
);
--> statement-breakpoint
ALTER TABLE "tags" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "routine_tags" ADD CONSTRAINT "fk_routine_tags_routine" FOREIGN KEY ("workspace_id","routine_id") REFERENCES "public"."routines"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "routine_tags" ADD CONSTRAINT "fk_routine_tags_tag" FOREIGN KEY ("workspace_id","tag_id") REFERENCES "public"."tags"("workspace_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tags" ADD CONSTRAINT "fk_tags_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_routine_tags_tag" ON "routine_tags" USING btree ("workspace_id","tag_id");--> statement-breakpoint
CREATE UNIQUE INDEX "uq_tags_name" ON "tags" USING btree ("workspace_id",lower("name"));--> statement-breakpoint
CREATE POLICY "routine_tags_select_member" ON "routine_tags" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("routine_tags"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "routine_tags_insert_editor" ON "routine_tags" AS PERMISSIVE FOR INSERT TO "opspulse_app" WITH CHECK ("routine_tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "routine_tags_delete_editor" ON "routine_tags" AS PERMISSIVE FOR DELETE TO "opspulse_app" USING ("routine_tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "tags_select_member" ON "tags" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("tags"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "tags_insert_editor" ON "tags" AS PERMISSIVE FOR INSERT TO "opspulse_app" WITH CHECK ("tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "tags_update_editor" ON "tags" AS PERMISSIVE FOR UPDATE TO "opspulse_app" USING ("tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[])) WITH CHECK ("tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "tags_delete_editor" ON "tags" AS PERMISSIVE FOR DELETE TO "opspulse_app" USING ("tags"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
-- By hand: what members may do.
grant select, delete, insert (workspace_id, name, color), update (name, color)
  on table public.tags to opspulse_app;
--> statement-breakpoint
grant select, delete, insert (workspace_id, routine_id, tag_id)
  on table public.routine_tags to opspulse_app;
