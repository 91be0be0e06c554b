CREATE TABLE "idempotency_records" (
	"workspace_id" uuid NOT NULL,
	"caller" text NOT NULL,
	"key_hash" text NOT NULL,
	"fingerprint" text NOT NULL,
	"claim_id" uuid NOT NULL,
	"is_atomic" boolean NOT NULL,
	"status" integer,
	"response" text,
	"response_bytes" integer DEFAULT 0 NOT NULL,
	"claimed_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_records_pkey" PRIMARY KEY("workspace_id","caller","key_hash"),
	CONSTRAINT "ck_idempotency_records_status" CHECK ("idempotency_records"."status" between 200 and 499),
	CONSTRAINT "ck_idempotency_records_response" CHECK ("idempotency_records"."response_bytes" >= 0 and ("idempotency_records"."status" is not null or "idempotency_records"."response" is null))
);
--> statement-breakpoint
ALTER TABLE "idempotency_records" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "idempotency_records" ADD CONSTRAINT "fk_idempotency_records_workspace" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idx_idempotency_records_claimed" ON "idempotency_records" USING btree ("claimed_at");