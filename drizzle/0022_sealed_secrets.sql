CREATE TABLE "instance_keys" (
	"name" text PRIMARY KEY NOT NULL,
	"public_key" text NOT NULL,
	"sealed_private" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ck_instance_keys_sealed_private" CHECK ("instance_keys"."sealed_private" like 'v1.%')
);
--> statement-breakpoint
ALTER TABLE "instance_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "workspace_secrets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"workspace_id" uuid NOT NULL,
	"name" text NOT NULL,
	"purpose" text NOT NULL,
	"origins" text[] NOT NULL,
	"header" text,
	"sealed_value" text NOT NULL,
	"created_by" uuid,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ck_workspace_secrets_name" CHECK ("workspace_secrets"."name" ~ '^[A-Za-z0-9_-]{1,64}$'),
	CONSTRAINT "ck_workspace_secrets_purpose" CHECK ("workspace_secrets"."purpose" in ('credential', 'signing')),
	CONSTRAINT "ck_workspace_secrets_origins" CHECK (cardinality("workspace_secrets"."origins") between 1 and 20),
	CONSTRAINT "ck_workspace_secrets_header" CHECK (("workspace_secrets"."purpose" = 'credential') = ("workspace_secrets"."header" is not null) and char_length("workspace_secrets"."header") <= 1000),
	CONSTRAINT "ck_workspace_secrets_sealed_value" CHECK ("workspace_secrets"."sealed_value" like 'v1.%')
);
--> statement-breakpoint
ALTER TABLE "workspace_secrets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "workspace_secrets" ADD CONSTRAINT "fk_workspace_secrets_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "workspace_secrets" ADD CONSTRAINT "fk_workspace_secrets_creator" FOREIGN KEY ("created_by") REFERENCES "auth"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "uq_workspace_secrets_name" ON "workspace_secrets" USING btree ("workspace_id","name");--> statement-breakpoint
CREATE INDEX "idx_workspace_secrets_name" ON "workspace_secrets" USING btree ("name");--> statement-breakpoint
CREATE INDEX "idx_workspace_secrets_creator" ON "workspace_secrets" USING btree ("created_by");--> statement-breakpoint
CREATE POLICY "workspace_secrets_select_member" ON "workspace_secrets" AS PERMISSIVE FOR SELECT TO "opspulse_app" USING ("workspace_secrets"."workspace_id" = any ((select public.member_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "workspace_secrets_insert_manager" ON "workspace_secrets" AS PERMISSIVE FOR INSERT TO "opspulse_app" WITH CHECK ("workspace_secrets"."created_by" = (select public.signed_in_user_id()) and "workspace_secrets"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));--> statement-breakpoint
CREATE POLICY "workspace_secrets_delete_manager" ON "workspace_secrets" AS PERMISSIVE FOR DELETE TO "opspulse_app" USING ("workspace_secrets"."workspace_id" = any ((select public.managed_workspace_ids())::uuid[]));
--> statement-breakpoint
-- All but the sealed value, which only the service reads.
grant select (id, workspace_id, name, purpose, origins, header, created_by, created_at, updated_at)
on table public.workspace_secrets to opspulse_app;
--> statement-breakpoint
grant insert (workspace_id, name, purpose, origins, header, sealed_value, created_by)
on table public.workspace_secrets to opspulse_app;
--> statement-breakpoint
grant delete on table public.workspace_secrets to opspulse_app;
