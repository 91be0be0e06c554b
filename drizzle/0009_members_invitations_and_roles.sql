CREATE TABLE "workspace_invitations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"role" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_by" uuid NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp (3) with time zone DEFAULT now() + interval '7 days' NOT NULL,
	CONSTRAINT "ck_workspace_invitations_role" CHECK ("workspace_invitations"."role" in ('ADMIN', 'MEMBER', 'VIEWER')),
	CONSTRAINT "ck_workspace_invitations_token_hash" CHECK ("workspace_invitations"."token_hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "ck_workspace_invitations_expires_at" CHECK ("workspace_invitations"."expires_at" > "workspace_invitations"."created_at")
);
--> statement-breakpoint
ALTER TABLE "workspace_invitations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "workspace_members" (
	"workspace_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "pk_workspace_members" PRIMARY KEY("workspace_id","user_id"),
	CONSTRAINT "ck_workspace_members_role" CHECK ("workspace_members"."role" in ('OWNER', 'ADMIN', 'MEMBER', 'VIEWER'))
);
--> statement-breakpoint
ALTER TABLE "workspace_members" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "workspace_invitations" ADD CONSTRAINT "fk_workspace_invitations_creator" FOREIGN KEY ("workspace_id","created_by") REFERENCES "public"."workspace_members"("workspace_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_members" ADD CONSTRAINT "fk_workspace_members_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_members" ADD CONSTRAINT "fk_workspace_members_user" FOREIGN KEY ("user_id") REFERENCES "auth"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_workspace_invitations_creator" ON "workspace_invitations" USING btree ("workspace_id","created_by");--> statement-breakpoint
CREATE UNIQUE INDEX "uq_workspace_invitations_token_hash" ON "workspace_invitations" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "idx_workspace_members_user" ON "workspace_members" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "uq_workspace_members_one_owner" ON "workspace_members" USING btree ("workspace_id") WHERE role = 'OWNER';--> statement-breakpoint
DROP POLICY "routines_insert_member" ON "routines" CASCADE;--> statement-breakpoint
DROP POLICY "routines_update_member" ON "routines" CASCADE;--> statement-breakpoint
DROP POLICY "routines_delete_member" ON "routines" CASCADE;--> statement-breakpoint
DROP POLICY "workspaces_update_owner" ON "workspaces" CASCADE;--> statement-breakpoint
CREATE POLICY "routines_insert_editor" ON "routines" AS PERMISSIVE FOR INSERT TO "authenticated" WITH CHECK ("routines"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "routines_update_editor" ON "routines" AS PERMISSIVE FOR UPDATE TO "authenticated" USING ("routines"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[])) WITH CHECK ("routines"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "routines_delete_editor" ON "routines" AS PERMISSIVE FOR DELETE TO "authenticated" USING ("routines"."workspace_id" = any ((select public.editable_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "workspaces_insert_owner" ON "workspaces" AS PERMISSIVE FOR INSERT TO "authenticated" WITH CHECK ("workspaces"."owner_id" = (select auth.uid()));--> statement-breakpoint
CREATE POLICY "workspaces_update_manager" ON "workspaces" AS PERMISSIVE FOR UPDATE TO "authenticated" USING ("workspaces"."id" = any ((select public.managed_workspace_ids())::uuid[])) WITH CHECK ("workspaces"."id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "workspaces_delete_owner" ON "workspaces" AS PERMISSIVE FOR DELETE TO "authenticated" USING ("workspaces"."owner_id" = (select auth.uid()));--> statement-breakpoint
CREATE POLICY "workspace_invitations_select_manager" ON "workspace_invitations" AS PERMISSIVE FOR SELECT TO "authenticated" USING ("workspace_invitations"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "workspace_invitations_insert_manager" ON "workspace_invitations" AS PERMISSIVE FOR INSERT TO "authenticated" WITH CHECK ("workspace_invitations"."created_by" = (select auth.uid()) and "workspace_invitations"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "workspace_invitations_delete_manager" ON "workspace_invitations" AS PERMISSIVE FOR DELETE TO "authenticated" USING ("workspace_invitations"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "workspace_members_select_member" ON "workspace_members" AS PERMISSIVE FOR SELECT TO "authenticated" USING ("workspace_members"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "workspace_members_update_manager" ON "workspace_members" AS PERMISSIVE FOR UPDATE TO "authenticated" USING ("workspace_members"."role" <> 'OWNER' and "workspace_members"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[])) WITH CHECK ("workspace_members"."role" <> 'OWNER' and "workspace_members"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "workspace_members_delete_manager" ON "workspace_members" AS PERMISSIVE FOR DELETE TO "authenticated" USING ("workspace_members"."role" <> 'OWNER' and "workspace_members"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "workspace_members_delete_self" ON "workspace_members" AS PERMISSIVE FOR DELETE TO "authenticated" USING ("workspace_members"."role" <> 'OWNER' and "workspace_members"."user_id" = (select auth.uid()));