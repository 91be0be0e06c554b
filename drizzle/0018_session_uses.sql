CREATE TABLE "session_uses" (
	"session_id" uuid PRIMARY KEY NOT NULL,
	"user_agent" text NOT NULL,
	"last_used_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "ck_session_uses_user_agent" CHECK (char_length("session_uses"."user_agent") <= 300)
);
--> statement-breakpoint
ALTER TABLE "session_uses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "session_uses" ADD CONSTRAINT "fk_session_uses_session" FOREIGN KEY ("session_id") REFERENCES "auth"."sessions"("id") ON DELETE cascade ON UPDATE no action;