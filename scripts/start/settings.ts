import { join } from "node:path";
import { parseAllowList } from "@/lib/egress/address-policy";
import { loadSecrets, SecretsError } from "@/lib/egress/load-secrets";
import { EnvError, parseEnv, type Env } from "@/lib/env";

export type Mode = "embedded" | "own-postgres" | "supabase";

/** What the variables ask for, checked and complete but for what only the running stack knows. */
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
  confirmEmail: boolean;
  env: Env;
  /** As given; undefined where they are for the stack to find. */
  given: {
    DATABASE_URL: string | undefined;
    SUPABASE_URL: string | undefined;
    SUPABASE_PUBLISHABLE_KEY: string | undefined;
    SUPABASE_JWT_SECRET: string | undefined;
    CRON_SECRET: string | undefined;
  };
};

type Variables = Record<string, string | undefined>;

/** Exceptions that the embedded mode makes: its users own the machine, and the playground is on it. */
const EMBEDDED_EGRESS = "127.0.0.0/8,::1/128";

/** Values that pass the rules, in place of those that the stack chooses once it runs. */
const standIns = {
  DATABASE_URL: "postgres://127.0.0.1:5432/postgres",
  SUPABASE_URL: "http://127.0.0.1:54321",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_local",
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
  const problems: string[] = [];
  const port = readPort(variables.PORT, problems);
  const readSwitch = (name: string, fallback: boolean) =>
    readOnOff(name, variables[name], fallback, problems);
  const hasClock = readSwitch("OPSPULSE_CLOCK", true);
  // Whether it is a word that is known is for the environment's own rules to say.
  const hasDemo = (variables.OPSPULSE_DEMO ?? (mode === "embedded" ? "on" : "off")) === "on";
  const confirmEmail = readSwitch("AUTH_EMAIL_CONFIRMATION", false);
  if (mode === "supabase") {
    if (variables.DATABASE_URL === undefined) {
      problems.push(
        "DATABASE_URL is required with SUPABASE_URL: the connection string of the project's database",
      );
    }
    if (variables.CRON_SECRET === undefined) {
      problems.push(
        "CRON_SECRET is required with SUPABASE_URL: at least 16 characters that nobody can guess, for example from: openssl rand -hex 32",
      );
    }
  }
  const egressAllow = [variables.EGRESS_ALLOW, mode === "embedded" ? EMBEDDED_EGRESS : undefined]
    .filter((part) => part !== undefined)
    .join(",");
  checkEgress(variables.EGRESS_ALLOW, problems);
  const env = readEnv(
    {
      ...(mode === "supabase" ? pickDatabase(standIns) : standIns),
      APP_URL: `http://localhost:${port}`,
      ...variables,
      EGRESS_ALLOW: egressAllow,
    },
    problems,
  );
  checkSecrets(variables, { egressAllow, isSignUpOpen: variables.SIGN_UP !== "closed" }, problems);
  if (env === null || problems.length > 0) throw new EnvError(problems);
  return {
    mode,
    isDev: options.isDev,
    port,
    host: variables.HOST ?? (mode === "embedded" ? "127.0.0.1" : undefined),
    directory: variables.OPSPULSE_DIR ?? join(options.projectRoot, ".opspulse"),
    hasClock,
    hasDemo,
    confirmEmail,
    env,
    given: {
      DATABASE_URL: variables.DATABASE_URL,
      SUPABASE_URL: variables.SUPABASE_URL,
      SUPABASE_PUBLISHABLE_KEY: variables.SUPABASE_PUBLISHABLE_KEY,
      SUPABASE_JWT_SECRET: variables.SUPABASE_JWT_SECRET,
      CRON_SECRET: variables.CRON_SECRET,
    },
  };
}

const pickDatabase = ({ DATABASE_URL }: typeof standIns) => ({ DATABASE_URL });

function readEnv(variables: Variables, problems: string[]): Env | null {
  try {
    return parseEnv(variables);
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    problems.push(...error.problems);
    return null;
  }
}

function readPort(given: string | undefined, problems: string[]): number {
  const port = given === undefined ? 3_000 : /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (port >= 1 && port <= 65_535) return port;
  problems.push("PORT must be a whole number between 1 and 65535");
  return 3_000;
}

function readOnOff(
  name: string,
  given: string | undefined,
  fallback: boolean,
  problems: string[],
): boolean {
  if (given !== undefined && given !== "on" && given !== "off") {
    problems.push(`${name} must be on or off`);
  }
  return given === undefined ? fallback : given === "on";
}

/** An allow list that cannot be read is a problem of its own: the rest is judged without it. */
function checkSecrets(
  variables: Variables,
  options: { egressAllow: string; isSignUpOpen: boolean },
  problems: string[],
): void {
  const { egressAllow, isSignUpOpen } = options;
  const allow = problems.some((problem) => problem.startsWith("EGRESS_ALLOW")) ? "" : egressAllow;
  try {
    loadSecrets(variables, { allow: parseAllowList(allow), isSignUpOpen });
  } catch (error) {
    if (!(error instanceof SecretsError)) throw error;
    problems.push(...error.problems);
  }
}

function checkEgress(given: string | undefined, problems: string[]): void {
  try {
    parseAllowList(given ?? "");
  } catch (error) {
    problems.push(`EGRESS_ALLOW: ${error instanceof Error ? error.message : String(error)}`);
  }
}
