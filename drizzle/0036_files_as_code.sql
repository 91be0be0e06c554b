CREATE TABLE "applied_files" (
	"workspace_id" uuid NOT NULL,
	"prefix" text NOT NULL,
	"resources" jsonb NOT NULL,
	"applied_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pk_applied_files" PRIMARY KEY("workspace_id","prefix"),
	CONSTRAINT "ck_applied_files_prefix" CHECK (char_length("applied_files"."prefix") <= 100 and "applied_files"."prefix" ~ '^([A-Za-z0-9._-]+/)*$'),
	CONSTRAINT "ck_applied_files_resources" CHECK (jsonb_typeof("applied_files"."resources") = 'array' and octet_length("applied_files"."resources"::text) <= 16777216)
);
--> statement-breakpoint
ALTER TABLE "applied_files" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "key" text;--> statement-breakpoint
ALTER TABLE "channels" ADD COLUMN "secret_ref" text;--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD COLUMN "key" text;--> statement-breakpoint
ALTER TABLE "applied_files" ADD CONSTRAINT "fk_applied_files_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "uq_channels_key" UNIQUE("workspace_id","key");--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "uq_maintenance_windows_key" UNIQUE("workspace_id","key");--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "ck_channels_key" CHECK (char_length("channels"."key") <= 200 and "channels"."key" ~ '^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$');--> statement-breakpoint
ALTER TABLE "channels" ADD CONSTRAINT "ck_channels_secret_ref" CHECK ("channels"."secret_ref" ~ '^[A-Za-z0-9_-]{1,64}$');--> statement-breakpoint
ALTER TABLE "maintenance_windows" ADD CONSTRAINT "ck_maintenance_windows_key" CHECK (char_length("maintenance_windows"."key") <= 200 and "maintenance_windows"."key" ~ '^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$');--> statement-breakpoint
CREATE POLICY "applied_files_select_member" ON "applied_files" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("applied_files"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "applied_files_insert_editor" ON "applied_files" AS PERMISSIVE FOR INSERT TO "opspulse_app" WITH CHECK ("applied_files"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "applied_files_update_editor" ON "applied_files" AS PERMISSIVE FOR UPDATE TO "opspulse_app" USING ("applied_files"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[])) WITH CHECK ("applied_files"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "applied_files_delete_editor" ON "applied_files" AS PERMISSIVE FOR DELETE TO "opspulse_app" USING ("applied_files"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
-- By hand: what members may do.
grant select, delete, insert (workspace_id, prefix, resources, applied_at),
  update (resources, applied_at) on table public.applied_files to opspulse_app;
--> statement-breakpoint
grant select (key, secret_ref), insert (key, secret_ref), update (key, secret_ref)
  on table public.channels to opspulse_app;
--> statement-breakpoint
grant insert (key) on table public.maintenance_windows to opspulse_app;
