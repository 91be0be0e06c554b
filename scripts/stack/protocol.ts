import type { AuthEmail } from "@/scripts/stack/auth-email";

/** The messages between the supervisor and the stack's process. */

export type StackConfig = {
  /** Where the data of the embedded database lives, or null to use `databaseUrl`. */
  embeddedDirectory: string | null;
  databaseUrl: string | null;
  /** Null where Supabase is the auth server. */
  auth: {
    jwtSecret: string;
    publishableKey: string;
    siteUrl: string;
    signUp: "open" | "closed";
    confirmEmail: boolean;
  } | null;
  hasPlayground: boolean;
};

export type StackReady = {
  databaseUrl: string | null;
  authUrl: string | null;
  playgroundUrl: string | null;
  /** The playground's last URL, if it was another. */
  formerPlaygroundUrl: string | null;
};

export type ToStack =
  | { type: "start"; config: StackConfig }
  | { type: "create-user"; email: string; password: string }
  | { type: "stop" };

export type FromStack =
  | { type: "locked" }
  | { type: "ready"; ready: StackReady }
  | { type: "user-created" }
  | { type: "email"; email: AuthEmail }
  | { type: "failed"; reason: string };
