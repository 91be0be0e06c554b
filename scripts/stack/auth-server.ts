import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { App, SUPABASE_AUTH_HELPERS_SQL } from "@supabase/lite";
import type { PostgresConnection } from "@supabase/lite/postgres";
import { MIN_PASSWORD_CHARACTERS } from "@/lib/auth/credentials";
import { namesLoopback } from "@/lib/domain/host-name";
import { toAuthEmail, type AuthEmail } from "@/scripts/stack/auth-email";
import { CLAIMS_SQL, ROLES_SQL } from "@/scripts/stack/auth-schema";
import { createEvenWork } from "@/scripts/stack/auth-timing";

export type AuthServerOptions = {
  /** A database that `prepareAuth` has prepared. */
  connection: PostgresConnection;
  jwtSecret: string;
  publishableKey: string;
  /** Where the app is reached: links in emails point there, and redirects may go nowhere else. */
  siteUrl: string;
  signUp: "open" | "closed";
  /** Whether an address must be confirmed by email before its owner can sign in. */
  confirmEmail: boolean;
  /** Emails are handed over, never sent. */
  onEmail: (email: AuthEmail) => void;
  /** A free one by default. */
  port?: number;
};

export type AuthServer = {
  url: string;
  /** Signs a user up, confirmed, also where sign-up is closed. An address that exists is left as it is. */
  createUser: (email: string, password: string) => Promise<void>;
  close: () => Promise<void>;
};

/** Any constant will do, as long as every instance uses the same one. */
const AUTH_SCHEMA_LOCK = 7_211_450_982;

/** The SQLSTATEs of two instances that touch the same row of the cluster's catalogue at once. */
const CATALOGUE_RACES: readonly string[] = ["XX000", "23505", "40P01"];
const MOST_ATTEMPTS = 5;

/**
 * Makes a database look like one of Supabase to the migrations: the roles, the tables of the auth
 * server, and the functions that read a user's claims. All or nothing, in one transaction, so that
 * another instance that serves from the same database never sees a function half replaced.
 */
export async function prepareAuth(connection: PostgresConnection): Promise<void> {
  await requireOwnAuth(connection);
  const schemaSql = await readAuthSchema(connection);
  for (let attempt = 1; ; attempt += 1) {
    try {
      await connection.driver.begin(async (tx) => {
        await tx`select pg_advisory_xact_lock(${AUTH_SCHEMA_LOCK}::bigint)`;
        await tx.unsafe(ROLES_SQL);
        await tx.unsafe(schemaSql);
        await tx.unsafe(CLAIMS_SQL);
      });
      return;
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !CATALOGUE_RACES.includes(sqlStateOf(error))) throw error;
    }
  }
}

/** @throws where Supabase runs this database: its auth server owns the schema. */
async function requireOwnAuth({ driver }: PostgresConnection): Promise<void> {
  const rows: { owner: string }[] =
    await driver`select nspowner::regrole::text as owner from pg_namespace where nspname = 'auth'`;
  if (rows[0]?.owner === "supabase_auth_admin") {
    throw new Error(
      "This is a database of Supabase, which has an auth server: set SUPABASE_URL and SUPABASE_PUBLISHABLE_KEY too.",
    );
  }
}

/** The tables of the auth server's own version, which it keeps to itself until an app is set up. */
export async function readAuthSchema(connection: PostgresConnection): Promise<string> {
  const app = new App({ connection, auth: { enabled: true, jwt_secret: "-".repeat(32) } });
  await app.init();
  const baseSchema = connection.config.baseSchema ?? "";
  if (!baseSchema.includes("auth.users")) {
    throw new Error("The auth server's package no longer has the SQL of its tables.");
  }
  return baseSchema.replace(SUPABASE_AUTH_HELPERS_SQL, "");
}

function sqlStateOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** A GoTrue-compatible auth server on loopback, and nothing else of Supabase. */
export async function startAuthServer(options: AuthServerOptions): Promise<AuthServer> {
  const app = createApp(options, options);
  const doEvenWork = await createEvenWork(options.connection, options.signUp);
  const server = createAdaptorServer({
    fetch: async (request) => {
      // A page whose name was made to resolve to this machine must not get here either.
      if (!namesLoopback(request.headers.get("host"))) return new Response(null, { status: 421 });
      if (!isAuthPath(new URL(request.url).pathname)) return new Response(null, { status: 404 });
      await doEvenWork(request.clone());
      return app.fetch(request);
    },
  }) as Server;
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    createUser: (email, password) => createUser(options, email, password),
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function createApp(
  options: AuthServerOptions,
  rules: { signUp: "open" | "closed"; confirmEmail: boolean },
) {
  const isOpen = rules.signUp === "open";
  return new App({
    connection: options.connection,
    auth: {
      enabled: true,
      enable_signup: isOpen,
      jwt_secret: options.jwtSecret,
      publishable_key: options.publishableKey,
      site_url: options.siteUrl,
      minimum_password_length: MIN_PASSWORD_CHARACTERS,
      email: { enable_signup: isOpen, enable_confirmations: rules.confirmEmail },
    },
    options: {
      server: { disableStudio: true, disableFallback: true },
      drivers: {
        email: {
          send: (email) => {
            options.onEmail(toAuthEmail(email, options.siteUrl));
            return Promise.resolve();
          },
        },
      },
    },
  });
}

async function createUser(
  options: AuthServerOptions,
  email: string,
  password: string,
): Promise<void> {
  const app = createApp(options, { signUp: "open", confirmEmail: false });
  const response = await app.fetch(
    new Request("http://127.0.0.1/auth/v1/signup", {
      method: "POST",
      headers: { "content-type": "application/json", apikey: options.publishableKey },
      body: JSON.stringify({ email, password }),
    }),
  );
  if (response.ok) return;
  const body = await response.text();
  if (!body.includes("user_already_exists")) {
    throw new Error(`The auth server did not create ${email}: ${body}`);
  }
}

function isAuthPath(path: string): boolean {
  return path.startsWith("/auth/v1/");
}
