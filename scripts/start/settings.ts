import { join } from "node:path";
import { isLoopbackName } from "@/lib/domain/host-name";
import { parseAllowList, type AllowList } from "@/lib/egress/address-policy";
import { loadSecrets, SecretsError } from "@/lib/egress/secrets/load-secrets";
import { readAuthorities } from "@/lib/egress/tls/authorities";
import { EnvError, parseEnv, type Env } from "@/lib/env";
import type { Delivery } from "@/scripts/start/auth-emails";
import { isThisMachineOnly } from "@/scripts/start/ports";
import { reasonOf } from "@/scripts/start/report";

export type Mode = "embedded" | "own-postgres" | "supabase";

type Variables = Record<string, string | undefined>;

/** The settings that the variables ask for, checked, and complete but for what the stack chooses. */
export type Settings = {
  mode: Mode;
  isDev: boolean;
  port: number;
  /** The address that the app listens on; undefined is every address. */
  host: string | undefined;
  /** Where this instance keeps its own files. */
  directory: string;
  hasClock: boolean;
  hasDemo: boolean;
  /** Whether there are endpoints to try routines on. */
  hasPlayground: boolean;
  confirmEmail: boolean;
  /** What happens to the emails of the local auth server. */
  emails: Delivery;
  env: Env;
  /** As given; undefined where the stack chooses. */
  given: Partial<
    Pick<
      Variables,
      | "DATABASE_URL"
      | "SUPABASE_URL"
      | "SUPABASE_PUBLISHABLE_KEY"
      | "SUPABASE_JWT_SECRET"
      | "CRON_SECRET"
      | "SECRETS_KEY"
      | "SECRETS_KEY_PREVIOUS"
    >
  >;
};

const DEFAULT_PORT = 3_000;
const LOOPBACK = "127.0.0.1";

/**
 * Addresses that the embedded mode allows while only this machine reaches it: its users own the machine,
 * and the playground is on it.
 */
const EMBEDDED_EGRESS = "127.0.0.0/8,::1/128";

/** Values that pass the rules, in place of those that the stack chooses once it runs. */
const standIns = {
  DATABASE_URL: "postgres://127.0.0.1:5432/postgres",
  SUPABASE_URL: "http://127.0.0.1:54321",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_local",
};

/** In place of a secret that is missing: that is a problem which is named already. */
const NO_CRON_SECRET = "-".repeat(16);

const requiredWithSupabase = {
  DATABASE_URL: "the connection string of the project's database",
  CRON_SECRET:
    "at least 16 characters that nobody can guess, for example from: openssl rand -hex 32",
};

/** An empty variable counts as not set. */
export function withoutBlanks(variables: Variables): Variables {
  return Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value.trim() !== ""),
  );
}

export function chooseMode(variables: Variables): Mode {
  if (variables.SUPABASE_URL !== undefined) return "supabase";
  return variables.DATABASE_URL === undefined ? "embedded" : "own-postgres";
}

/**
 * Reads every variable that `npm start` knows.
 * @throws {EnvError} naming every problem of every variable at once.
 */
export function readSettings(
  source: Variables,
  options: { projectRoot: string; isDev: boolean },
): Settings {
  const variables = withoutBlanks(source);
  const mode = chooseMode(variables);
  const isEmbedded = mode === "embedded";
  const host = variables.HOST ?? (mode === "supabase" ? undefined : LOOPBACK);
  // What is open to the one who owns the machine is not open to a network.
  const isPrivate = isEmbedded && isThisMachineOnly(host) && !isBehindProxy(variables);
  const problems: string[] = [];
  /** Reads a part of the variables, or returns null and keeps its problems. */
  const collect = <Part>(read: () => Part): Part | null => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof EnvError || error instanceof SecretsError)) throw error;
      problems.push(...error.problems);
      return null;
    }
  };
  const port = collect(() => readPort(variables.PORT)) ?? DEFAULT_PORT;
  const hasClock = collect(() => readSwitch(variables, "OPSPULSE_CLOCK")) ?? true;
  const confirmEmail = collect(() => readSwitch(variables, "AUTH_EMAIL_CONFIRMATION")) ?? false;
  if (mode === "supabase") {
    for (const [name, hint] of Object.entries(requiredWithSupabase)) {
      if (variables[name] !== undefined) continue;
      problems.push(`${name} is required with SUPABASE_URL: ${hint}`);
    }
  }
  if (!options.isDev && variables.APP_URL === undefined && isElsewhere(variables.SUPABASE_URL)) {
    problems.push(
      `APP_URL is required with a SUPABASE_URL on another machine: links in emails lead there. To try it on this machine alone: APP_URL=http://localhost:${port}`,
    );
  }
  const emails = chooseDelivery(mode, variables);
  if (confirmEmail && emails === "off") {
    problems.push("AUTH_EMAIL_CONFIRMATION=on needs SMTP_URL, the server that sends the emails");
  }
  const extra = collect(() => readAllowList(variables.EGRESS_ALLOW));
  collect(() => checkAuthorities(variables.EGRESS_CA_FILE));
  const egressAllow = [variables.EGRESS_ALLOW, isPrivate ? EMBEDDED_EGRESS : undefined]
    .filter((part) => part !== undefined)
    .join(",");
  const env = collect(() =>
    parseEnv({
      ...(mode === "supabase"
        ? { DATABASE_URL: standIns.DATABASE_URL, CRON_SECRET: NO_CRON_SECRET }
        : standIns),
      APP_URL: `http://localhost:${port}`,
      ...variables,
      EGRESS_ALLOW: egressAllow,
      PORT: String(port),
    }),
  );
  collect(() =>
    loadSecrets(variables, {
      // An allow list that can't be read is a problem of its own: the rest is checked without it.
      allow: parseAllowList(extra === null ? "" : egressAllow),
      isSignUpOpen: variables.SIGN_UP !== "closed",
    }),
  );
  if (env === null || problems.length > 0) throw new EnvError(problems);
  return {
    mode,
    isDev: options.isDev,
    port,
    host,
    directory: variables.OPSPULSE_DIR ?? join(options.projectRoot, ".opspulse"),
    hasClock,
    // `parseEnv` has checked the word.
    hasDemo: (variables.OPSPULSE_DEMO ?? (isPrivate ? "on" : "off")) === "on",
    hasPlayground: isPrivate || variables.OPSPULSE_DEMO === "on",
    confirmEmail,
    emails,
    env,
    given: variables,
  };
}

/** True for the URL of another machine than this one. */
function isElsewhere(url = ""): boolean {
  const hostname = URL.parse(url)?.hostname;
  return hostname !== undefined && !isLoopbackName(hostname);
}

/** Whether a proxy on this machine lets others in, although the app listens on loopback. */
const isBehindProxy = ({ APP_URL, TRUST_PROXY }: Variables): boolean =>
  TRUST_PROXY === "on" || isElsewhere(APP_URL);

/** Links in emails open accounts: the terminal of a shared instance is no place for them. */
function chooseDelivery(mode: Mode, { AUTH_EMAILS, SMTP_URL }: Variables): Delivery {
  // An auth server that others run may send none, and nothing but the operator knows.
  if (mode === "supabase") return AUTH_EMAILS === "off" ? "off" : "sent";
  if (SMTP_URL !== undefined) return "sent";
  return mode === "embedded" ? "printed" : "off";
}

function readPort(given = String(DEFAULT_PORT)): number {
  const port = /^\d+$/.test(given) ? Number(given) : 0;
  if (port < 1 || port > 65_535) {
    throw new EnvError(["PORT must be a whole number between 1 and 65535"]);
  }
  return port;
}

/** Null where the switch is not set. */
function readSwitch(variables: Variables, name: string): boolean | null {
  const given = variables[name];
  if (given === undefined) return null;
  if (given !== "on" && given !== "off") throw new EnvError([`${name} must be on or off`]);
  return given === "on";
}

function checkAuthorities(path: string | undefined): void {
  try {
    readAuthorities(path);
  } catch (error) {
    throw new EnvError([`EGRESS_CA_FILE: ${reasonOf(error)}`]);
  }
}

function readAllowList(given = ""): AllowList {
  try {
    return parseAllowList(given);
  } catch (error) {
    throw new EnvError([`EGRESS_ALLOW: ${reasonOf(error)}`]);
  }
}
