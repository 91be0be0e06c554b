import { z } from "zod";
import { MB_BYTES } from "@/lib/domain/byte-units";
import { splitDatabaseUrl } from "@/lib/domain/database-servers";
import { isLoopbackName, parseHostName } from "@/lib/domain/host-name";
import { findAppUrlSource, isBlank } from "@/lib/domain/instance/app-url-source";
import { parseRateLimits } from "@/lib/domain/limits/rate-limits";
import { MAX_TIMEOUT_SECONDS } from "@/lib/domain/routine/routine-options";
import { parseMasterKey } from "@/lib/sealing/master-key";

/** Seconds of a lease that must be left after the longest request, for recording its result. */
export const RECORD_MARGIN_SECONDS = 2;

/** The longest wait for the response of `HEARTBEAT_URL`. */
export const HEARTBEAT_TIMEOUT_SECONDS = 5;

/**
 * Seconds after which Vercel ends a tick: the `maxDuration` of its route. The budget, the longest
 * request after it and the records must fit.
 */
export const VERCEL_TICK_SECONDS = 120;

/** The longest timeout that a routine may have, in seconds: a lease must outlast its request. */
const longestTimeout = (leaseSeconds: number) =>
  Math.min(MAX_TIMEOUT_SECONDS, leaseSeconds - RECORD_MARGIN_SECONDS);

const wholeNumber = (name: string, min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, { error: `${name} must be a whole number between ${min} and ${max}` })
    .transform(Number)
    .refine((value) => value >= min && value <= max, {
      error: `${name} must be a whole number between ${min} and ${max}`,
    });

const integer = (name: string, fallback: number, min: number, max: number) =>
  wholeNumber(name, min, max).default(fallback);

const url = (name: string, protocols: RegExp, example: string) =>
  z.url({ protocol: protocols, error: `${name} must be a URL such as ${example}` });

/** Of one server, or of several of which one takes writes at a time. */
const databaseUrl = (name: string, example: string) => {
  const servers = z.array(url(name, /^postgres(ql)?$/, example));
  return z.string().superRefine((text, context) => {
    const urls = servers.safeParse(splitDatabaseUrl(text));
    const attributes = urls.data?.map((server) =>
      new URL(server).searchParams.get("target_session_attrs"),
    );
    const problem = findServerProblem(name, attributes ?? []);
    const message = urls.error?.issues[0]?.message ?? problem;
    if (message !== null) context.addIssue({ code: "custom", message });
  });
};

function findServerProblem(name: string, attributes: readonly (string | null)[]): string | null {
  const isKnown = attributes.every(
    (attribute) => attribute === null || attribute === "read-write" || attribute === "primary",
  );
  if (!isKnown) {
    return `${name}: target_session_attrs must be read-write, because OpsPulse writes`;
  }
  if (attributes.length < 2 || !attributes.includes(null)) return null;
  return `${name} names several servers: add target_session_attrs=read-write to its parameters, so that the one that takes writes is used`;
}

const httpUrl = (name: string, example: string) => url(name, /^https?$/, example);

/** A URL that this process calls itself: the client of routines takes no user name or password in one. */
const operatorUrl = (name: string, example: string) =>
  httpUrl(name, example).refine((value) => !/^\w+:\/\/[^/?#]*@/.test(value), {
    error: `${name} can't contain a user name or password`,
  });

const logLevel = z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"], {
  error: "LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent",
});

/** Names and addresses without a port, as `parseHostName` gives them. */
const hosts = (name: string) =>
  z
    .string()
    .default("")
    .transform((text, context) =>
      text
        .split(/[\s,]+/)
        .filter((entry) => entry !== "")
        .map((entry) => {
          const host = parseHostName(entry);
          if (host !== null) return host;
          context.addIssue({
            code: "custom",
            message: `${name}: "${entry}" is not a host. Write names such as ops.example.com, separated by commas, without http://`,
          });
          return z.NEVER;
        }),
    );

/** Accounts, by email address or id, in lower case. */
const accounts = (name: string) =>
  z
    .string()
    .default("")
    .transform((text, context) =>
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((entry) => entry !== "")
        .map((entry) => {
          if (/^[^\s@]+@[^\s@]+$/.test(entry) || z.guid().safeParse(entry).success) return entry;
          context.addIssue({
            code: "custom",
            message: `${name}: "${entry}" is neither an email address nor the id of an account. Separate several by commas`,
          });
          return z.NEVER;
        }),
    );

const masterKey = (name: string) =>
  z.string().refine((text) => parseMasterKey(text) !== null, {
    error: `${name} must be 32 bytes in Base64 or hexadecimal, as from: openssl rand -base64 32`,
  });

/** Connections to the database, unless `DATABASE_POOL_MAX` says otherwise; on Vercel, many share them. */
const POOL_MAX = 10;
const POOL_MAX_ON_VERCEL = 5;

const schema = z
  .object({
    APP_URL: httpUrl("APP_URL", "https://opspulse.example.com").optional(),
    DATABASE_URL: databaseUrl("DATABASE_URL", "postgres://user:password@host:5432/database"),
    /** Whether statements are prepared by name; auto is where no pooler is in between. */
    DATABASE_PREPARE: z
      .enum(["on", "off", "auto"], { error: "DATABASE_PREPARE must be on, off or auto" })
      .default("auto"),
    /** The most connections to the database, in one instance. */
    DATABASE_POOL_MAX: wholeNumber("DATABASE_POOL_MAX", 2, 200).optional(),
    SUPABASE_URL: httpUrl("SUPABASE_URL", "https://project.supabase.co"),
    SUPABASE_PUBLISHABLE_KEY: z
      .string({ error: "SUPABASE_PUBLISHABLE_KEY is required with SUPABASE_URL" })
      .min(1, { error: "SUPABASE_PUBLISHABLE_KEY must not be empty" }),
    SUPABASE_JWT_SECRET: z
      .string()
      .min(32, { error: "SUPABASE_JWT_SECRET must have at least 32 characters" })
      .optional(),
    /** The issuer of access tokens, where it isn't the auth server's address by SUPABASE_URL. */
    SUPABASE_JWT_ISSUER: z.string().optional(),
    CRON_SECRET: z
      .string()
      .min(16, { error: "CRON_SECRET must have at least 16 characters" })
      .optional(),
    /** The key that secrets in the database are sealed with, and the one before it. */
    SECRETS_KEY: masterKey("SECRETS_KEY").optional(),
    SECRETS_KEY_PREVIOUS: masterKey("SECRETS_KEY_PREVIOUS").optional(),
    HTTP_TIMEOUT_SECONDS: integer("HTTP_TIMEOUT_SECONDS", 8, 1, MAX_TIMEOUT_SECONDS),
    MAX_CONCURRENCY: integer("MAX_CONCURRENCY", 5, 1, 1_000),
    MAX_CONCURRENCY_PER_HOST: integer("MAX_CONCURRENCY_PER_HOST", 20, 1, 1_000),
    LOCK_LEASE_SECONDS: integer("LOCK_LEASE_SECONDS", 45, 3, 3_600),
    SCHEDULER_BATCH_LIMIT: integer("SCHEDULER_BATCH_LIMIT", 20, 1, 1_000),
    DUE_SLACK_SECONDS: integer("DUE_SLACK_SECONDS", 3, 0, 30),
    TICK_BUDGET_SECONDS: integer("TICK_BUDGET_SECONDS", 50, 1, 3_600),
    /** Whether a tick stays for what falls due within its budget. Off by default on Vercel. */
    TICK_LINGER: z.enum(["on", "off"], { error: "TICK_LINGER must be on or off" }).optional(),
    /** How late the oldest due routine may be before `/api/health` responds with 503. */
    HEALTH_MAX_LAG_SECONDS: integer("HEALTH_MAX_LAG_SECONDS", 300, 10, 86_400),
    /** Called with GET after every tick that worked. */
    HEARTBEAT_URL: operatorUrl("HEARTBEAT_URL", "https://monitor.example.com/ping/id").optional(),
    RUN_RETENTION_DAYS: integer("RUN_RETENTION_DAYS", 90, 1, 3_650),
    /** Days for which the audit log is kept. The database refuses less than 30. */
    AUDIT_RETENTION_DAYS: integer("AUDIT_RETENTION_DAYS", 400, 30, 3_650),
    /** The most that the run history may take in the database; the oldest goes first. */
    RUN_HISTORY_MAX_MB: wholeNumber("RUN_HISTORY_MAX_MB", 10, 100_000_000).optional(),
    MIN_INTERVAL_MINUTES: integer("MIN_INTERVAL_MINUTES", 5, 1, 1_440),
    WORKSPACE_MAX_ROUTINES: integer("WORKSPACE_MAX_ROUTINES", 2_000, 1, 1_000_000),
    WORKSPACE_MAX_MEMBERS: integer("WORKSPACE_MAX_MEMBERS", 50, 1, 10_000),
    /** Scheduled runs of a workspace's active routines. */
    WORKSPACE_MAX_RUNS_PER_DAY: integer("WORKSPACE_MAX_RUNS_PER_DAY", 500_000, 1, 1_000_000_000),
    RATE_LIMITS: z
      .string()
      .default("")
      .transform((text, context) => {
        const parsed = parseRateLimits(text);
        if (parsed.ok) return parsed.limits;
        for (const message of parsed.problems) {
          context.issues.push({ code: "custom", input: text, message });
        }
        return z.NEVER;
      }),
    EGRESS_ALLOW: z.string().default(""),
    /** A file of authorities in PEM that outbound requests trust beside the public ones. */
    EGRESS_CA_FILE: z.string().trim().optional(),
    /** Hosts that requests may name in `Host`, beside that of APP_URL and loopback. */
    ALLOWED_HOSTS: hosts("ALLOWED_HOSTS"),
    /** Whether `X-Forwarded-*` comes from a proxy; off, it is ignored. On by default on Vercel. */
    TRUST_PROXY: z.enum(["on", "off"], { error: "TRUST_PROXY must be on or off" }).optional(),
    SIGN_UP: z
      .enum(["open", "closed"], { error: "SIGN_UP must be open or closed" })
      .default("open"),
    /** Whether visitors are offered the demo account, which only `npm start` creates. */
    OPSPULSE_DEMO: z
      .enum(["on", "off"], { error: "OPSPULSE_DEMO must be on or off" })
      .default("off"),
    /** The accounts that see the operator's page. */
    OPERATORS: accounts("OPERATORS"),
    /** What a monitor sends to read `/api/metrics`, which doesn't exist without it. */
    METRICS_TOKEN: z
      .string()
      .regex(/^\S{16,}$/, {
        error: "METRICS_TOKEN must have at least 16 characters, and no space",
      })
      .optional(),
    /** The server that sends emails, and their sender. */
    SMTP_URL: url("SMTP_URL", /^smtps?$/, "smtps://user:password@smtp.example.com").optional(),
    MAIL_FROM: z.string().optional(),
    /** What happens to the emails of the auth server; `npm start` sets it for its own. */
    AUTH_EMAILS: z
      .enum(["sent", "printed", "off"], { error: "AUTH_EMAILS must be sent, printed or off" })
      .default("sent"),
    /** A language model behind an API that is compatible with OpenAI's: all three, or none. */
    AI_BASE_URL: operatorUrl("AI_BASE_URL", "https://api.example.com/v1").optional(),
    AI_API_KEY: z.string().trim().optional(),
    AI_MODEL: z.string().trim().optional(),
    LOG_LEVEL: logLevel.default("info"),
    /** The address that this process listens on; without it, every address. */
    HOST: z.string().optional(),
    /** Seconds for which an instance that is to end still serves, and says that it is leaving. */
    STOP_DELAY_SECONDS: integer("STOP_DELAY_SECONDS", 0, 0, 300),
    /** The port that this process listens on. Next.js sets it where nobody has. */
    PORT: wholeNumber("PORT", 1, 65_535).optional(),
    /** Set by Vercel, on Vercel. */
    VERCEL: z.string().optional(),
    VERCEL_ENV: z.string().optional(),
    VERCEL_REGION: z.string().optional(),
  })
  .check((context) => {
    const { HEARTBEAT_URL, HTTP_TIMEOUT_SECONDS, LOCK_LEASE_SECONDS, TICK_BUDGET_SECONDS, VERCEL } =
      context.value;
    if (LOCK_LEASE_SECONDS < HTTP_TIMEOUT_SECONDS + RECORD_MARGIN_SECONDS) {
      context.issues.push({
        code: "custom",
        input: LOCK_LEASE_SECONDS,
        path: ["LOCK_LEASE_SECONDS"],
        message: `LOCK_LEASE_SECONDS must be at least ${HTTP_TIMEOUT_SECONDS + RECORD_MARGIN_SECONDS}, HTTP_TIMEOUT_SECONDS and ${RECORD_MARGIN_SECONDS} more, so that a lease outlasts its request`,
      });
    }
    if (
      context.value.SECRETS_KEY_PREVIOUS !== undefined &&
      context.value.SECRETS_KEY === undefined
    ) {
      context.issues.push({
        code: "custom",
        input: undefined,
        path: ["SECRETS_KEY"],
        message:
          "SECRETS_KEY is required with SECRETS_KEY_PREVIOUS. Set it to the new key, or rename the variable of the old one",
      });
    }
    const ai = ["AI_BASE_URL", "AI_API_KEY", "AI_MODEL"] as const;
    const missing = ai.filter((name) => context.value[name] === undefined);
    if (missing.length > 0 && missing.length < ai.length) {
      context.issues.push({
        code: "custom",
        input: undefined,
        message: `AI_BASE_URL, AI_API_KEY and AI_MODEL belong together: set ${missing.join(" and ")} too, or none of them`,
      });
    }
    const heartbeatSeconds = HEARTBEAT_URL === undefined ? 0 : HEARTBEAT_TIMEOUT_SECONDS;
    const longestBudget =
      VERCEL_TICK_SECONDS -
      longestTimeout(LOCK_LEASE_SECONDS) -
      RECORD_MARGIN_SECONDS -
      heartbeatSeconds;
    if (VERCEL !== undefined && TICK_BUDGET_SECONDS > longestBudget) {
      context.issues.push({
        code: "custom",
        input: TICK_BUDGET_SECONDS,
        path: ["TICK_BUDGET_SECONDS"],
        message: `TICK_BUDGET_SECONDS must be at most ${longestBudget} on Vercel, which ends a tick after ${VERCEL_TICK_SECONDS} seconds: the last request, its record and the heartbeat come after the budget`,
      });
    }
  });

export type Env = Omit<
  z.infer<typeof schema>,
  "APP_URL" | "DATABASE_POOL_MAX" | "TICK_LINGER" | "TRUST_PROXY"
> & {
  APP_URL: string;
  DATABASE_POOL_MAX: number;
  TICK_LINGER: "on" | "off";
  TRUST_PROXY: "on" | "off";
  /** The longest timeout that a routine may have: a lease must outlast its request. */
  MAX_TIMEOUT_SECONDS: number;
};

/** `RUN_HISTORY_MAX_MB` in bytes; null where it isn't set. */
export const historyMaxBytes = ({
  RUN_HISTORY_MAX_MB,
}: Pick<Env, "RUN_HISTORY_MAX_MB">): number | null =>
  RUN_HISTORY_MAX_MB === undefined ? null : RUN_HISTORY_MAX_MB * MB_BYTES;

/** All problems of the environment at once, one line each, which starts with the variable's name. */
export class EnvError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "EnvError";
    this.problems = problems;
  }
}

/**
 * The problems of an instance on Vercel, or whose auth server is on another machine, where variables are
 * missing or useless that others can do without. Without `CRON_SECRET` no clock may call, so nothing would
 * ever run; without `APP_URL` the links in emails would lead to the reader's own machine.
 */
function findMissing(present: Record<string, string | undefined>): string[] {
  const isOnVercel = present.VERCEL !== undefined;
  const authServer = URL.parse(present.SUPABASE_URL ?? "")?.hostname;
  if (!isOnVercel && (authServer === undefined || isLoopbackName(authServer))) return [];
  const place = isOnVercel ? "on Vercel" : "with an auth server on another machine";
  const problems: string[] = [];
  if (present.CRON_SECRET === undefined) {
    problems.push(`CRON_SECRET is required ${place}: clocks send it with each tick`);
  }
  if (present.APP_URL === undefined) {
    problems.push(`APP_URL is required ${place}: links in emails lead there`);
  } else if (isOnVercel && isLoopbackName(URL.parse(present.APP_URL)?.hostname ?? "")) {
    problems.push(
      "APP_URL must be the address that users open: on Vercel, that can't be localhost",
    );
  }
  return problems;
}

/**
 * Validates a set of variables. An empty variable counts as not set. On Vercel, `APP_URL` may be left out
 * (`findAppUrlSource`).
 * @throws {EnvError} naming every problem.
 */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => !isBlank(value)));
  const appUrlSource = findAppUrlSource(source);
  if (appUrlSource !== null) present.APP_URL = appUrlSource.url;
  const parsed = schema.safeParse(present);
  const missing = findMissing(present);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) =>
      issue.code === "invalid_type" && issue.input === undefined
        ? `${issue.path.join(".")} is required`
        : issue.message,
    );
    throw new EnvError([...problems, ...missing]);
  }
  if (missing.length > 0) throw new EnvError(missing);
  const isOnVercel = parsed.data.VERCEL !== undefined;
  return {
    ...parsed.data,
    APP_URL: parsed.data.APP_URL ?? "http://localhost:3000",
    DATABASE_POOL_MAX:
      parsed.data.DATABASE_POOL_MAX ?? (isOnVercel ? POOL_MAX_ON_VERCEL : POOL_MAX),
    TICK_LINGER: parsed.data.TICK_LINGER ?? (isOnVercel ? "off" : "on"),
    TRUST_PROXY: parsed.data.TRUST_PROXY ?? (isOnVercel ? "on" : "off"),
    MAX_TIMEOUT_SECONDS: longestTimeout(parsed.data.LOCK_LEASE_SECONDS),
  };
}

let cached: Env | undefined;

/** The validated environment of this process. */
export function getEnv(): Env {
  cached ??= parseEnv(process.env);
  return cached;
}

/** The variables of this process, unparsed, for the checks of the instance: secrets are among them. */
export const readVariables = (): Record<string, string | undefined> => ({ ...process.env });

/** The variables of routines' secrets, unparsed: `loadSecrets` reads them. */
export function readSecretVariables(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name.startsWith("ROUTINE_SECRET_")),
  );
}

/** Whether this is a production build. Next.js sets NODE_ENV itself, so it is not in the schema. */
export const isProductionBuild = () => process.env.NODE_ENV === "production";

/** The level of the log, which must work before the environment is validated. */
export function readLogLevel(): z.infer<typeof logLevel> {
  return logLevel.safeParse(process.env.LOG_LEVEL).data ?? "info";
}
