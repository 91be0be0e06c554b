import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { migrateDatabase } from "@/db/migrate";
import { SECOND_MS } from "@/lib/domain/time-units";
import { demoAccount } from "@/lib/domain/workspace/demo-account";
import type { Env } from "@/lib/env";
import { readSealingKeys } from "@/lib/sealing/read-sealing-keys";
import { UnsealError } from "@/lib/sealing/unseal-error";
import { getVapidKeys } from "@/lib/services/instance-keys/get-vapid-keys";
import { sendAccount } from "@/scripts/stack/auth-client";
import { removeEnvFile, writeEnvFile, type StackAddress } from "@/scripts/stack/env-file";
import { checkFingerprint } from "@/scripts/stack/instance-fingerprint";
import type { StackConfig, StackReady } from "@/scripts/stack/protocol";
import {
  derivePublishableKey,
  findSecrets,
  type SealingVariables,
  type Secrets,
} from "@/scripts/stack/secrets";
import { openDelivery } from "@/scripts/start/auth-emails";
import { ensureBuild, nextArguments } from "@/scripts/start/build";
import { signalChild, startChild, stopChild, type Child } from "@/scripts/start/child";
import { Clock } from "@/scripts/start/clock";
import { measureClockOffset } from "@/scripts/start/clock-offset";
import { requireDatabase, withDatabase } from "@/scripts/start/database";
import { findInstanceSealing } from "@/scripts/start/instance-sealing";
import { requireFreePort } from "@/scripts/start/ports";
import { findUnready, HEALTH_PATH } from "@/scripts/start/readiness";
import { say, StartError, step } from "@/scripts/start/report";
import { seedDemo } from "@/scripts/start/seed-demo";
import { sendTick } from "@/scripts/start/send-tick";
import type { Settings } from "@/scripts/start/settings";
import { StackClient } from "@/scripts/start/stack-client";
import { describeStart } from "@/scripts/start/summary";

const HEALTHY_WITHIN_MS = 60_000;
const HEALTH_POLL_MS = 200;

/** Seconds after the longest request in which its result is recorded, and its caller gets a response. */
const RECORD_SECONDS = 10;

/** `sealing` is null with Supabase where no key is given: no secret can be stored then. */
type SettledSecrets = Omit<Secrets, "sealing"> & { sealing: SealingVariables | null };

type StackSecrets = SettledSecrets & { publishableKey: string };

/** Starts the parts in order, watches them, and stops them in the reverse order. */
export class Supervisor {
  readonly #root: string;
  readonly #settings: Settings;
  readonly #directory: string;
  readonly #closers: (() => Promise<void>)[] = [];
  readonly #children = new Set<Child>();
  #isStopping = false;

  constructor(projectRoot: string, settings: Settings) {
    this.#root = projectRoot;
    this.#settings = settings;
    this.#directory = resolve(projectRoot, settings.directory);
  }

  /** Never resolves: rejects when something cannot start, or ends when it should not. */
  async run(): Promise<never> {
    const { mode, port, given, emails } = this.#settings;
    await requireFreePort(port);
    if (given.DATABASE_URL !== undefined) await requireDatabase(given.DATABASE_URL);
    const stack = await StackClient.open(
      this.#root,
      this.#directory,
      openDelivery(emails, this.#settings.env),
    );
    this.#onStop(() => stack.stop());
    const found = await this.#settleSecrets();
    const publishableKey = given.SUPABASE_PUBLISHABLE_KEY ?? derivePublishableKey(found.jwtSecret);
    const secrets = { ...found, publishableKey };
    const ready = await step("starting the local stack", () =>
      stack.start(this.#stackConfig(secrets)),
    );
    const address = this.#address(secrets, ready);
    const env: Env = { ...this.#settings.env, ...address };
    await withDatabase(env.DATABASE_URL, (db) =>
      step("migrating the database", () => migrateDatabase(db)),
    );
    await this.#preparePushKeys(env, secrets.sealing);
    const variables = this.#appVariables(address, secrets, ready);
    if (!this.#settings.isDev) {
      await ensureBuild(this.#root, variables, (child) => this.#watch(child));
    }
    // After the build, so that the demo's first slots do not pass while it is made.
    const hasDemo = await this.#prepareDemo(env, ready, () =>
      // Whether Supabase wants the address confirmed first is a setting of the project.
      mode === "supabase"
        ? sendAccount(env, "signup", demoAccount)
        : stack.createUser(demoAccount.email, demoAccount.password),
    );
    const server = await this.#serve(address, {
      ...variables,
      OPSPULSE_DEMO: hasDemo ? "on" : "off",
    });
    if (this.#settings.hasClock) this.#keepClock(address);
    for (const line of describeStart(this.#settings, this.#directory, ready)) say(line);
    return Promise.race([stack.failed, server.failed]);
  }

  async stop(): Promise<void> {
    if (this.#isStopping) return;
    this.#isStopping = true;
    for (const close of this.#closers.toReversed()) await close();
  }

  /** Ends everything at once. The database recovers, and the next tick finds what was under way. */
  abandon(): void {
    for (const child of this.#children) signalChild(child, "SIGKILL");
  }

  /** The time in which the app finishes what is in flight, however long it takes within its limits. */
  get #finishMs(): number {
    const { STOP_DELAY_SECONDS, MAX_TIMEOUT_SECONDS } = this.#settings.env;
    return (STOP_DELAY_SECONDS + MAX_TIMEOUT_SECONDS + RECORD_SECONDS) * SECOND_MS;
  }

  #onStop(close: () => Promise<void>): void {
    if (this.#isStopping) void close();
    else this.#closers.push(close);
  }

  #watch(child: Child): void {
    this.#children.add(child);
    void child.ended.then(() => this.#children.delete(child));
    this.#onStop(() => stopChild(child, this.#finishMs));
  }

  async #settleSecrets(): Promise<SettledSecrets> {
    const { mode, given } = this.#settings;
    if (mode === "supabase") {
      return {
        cronSecret: given.CRON_SECRET ?? "",
        jwtSecret: given.SUPABASE_JWT_SECRET ?? "",
        sealing: await findInstanceSealing(this.#settings),
      };
    }
    const { secrets, invented, forget } = await findSecrets(this.#directory, given);
    if (given.DATABASE_URL === undefined) return secrets;
    const { prefixes = [] } = readSealingKeys(secrets.sealing) ?? {};
    const verdict = await checkFingerprint(given.DATABASE_URL, secrets, prefixes);
    if (verdict === "first" || verdict === "same") return secrets;
    await forget();
    if (verdict === "sealed") {
      throw new StartError(
        "The secrets in this database are sealed under another key: set SECRETS_KEY to that of the other instances (their variables, or secretsKey in the secrets.json of their OPSPULSE_DIR), and while you replace it, SECRETS_KEY_PREVIOUS to the old one. If that is lost, run update opspulse.instance set sealing_prefix = null; all secrets must be entered again then.",
      );
    }
    const isNew = invented.some((name) => name !== "SECRETS_KEY");
    throw new StartError(
      `Another instance has set up this database${isNew ? "" : ", with other secrets"}: set CRON_SECRET, SUPABASE_JWT_SECRET and SECRETS_KEY to its values (its variables, or secrets.json in its OPSPULSE_DIR). To give every instance new ones, delete the row of opspulse.instance.`,
    );
  }

  /** Makes the keys of push messages where there are none, so that browsers can subscribe at once. */
  async #preparePushKeys(env: Env, sealing: SealingVariables | null): Promise<void> {
    const keys = sealing && readSealingKeys(sealing);
    try {
      await withDatabase(env.DATABASE_URL, (db) => getVapidKeys({ db, sealing: keys }));
    } catch (error) {
      if (!(error instanceof UnsealError)) throw error;
      say(`the keys of push messages can't be used. ${error.message}`);
    }
  }

  #stackConfig({ jwtSecret, publishableKey }: StackSecrets): StackConfig {
    const { mode, env, given, confirmEmail, hasPlayground } = this.#settings;
    return {
      embeddedDirectory: mode === "embedded" ? join(this.#directory, "database") : null,
      databaseUrl: given.DATABASE_URL ?? null,
      auth:
        mode === "supabase"
          ? null
          : {
              jwtSecret,
              publishableKey,
              siteUrl: env.APP_URL,
              signUp: env.SIGN_UP,
              confirmEmail,
            },
      hasPlayground,
    };
  }

  #address({ cronSecret, publishableKey }: StackSecrets, ready: StackReady): StackAddress {
    const { env } = this.#settings;
    return {
      APP_URL: env.APP_URL,
      DATABASE_URL: ready.databaseUrl ?? env.DATABASE_URL,
      SUPABASE_URL: ready.authUrl ?? env.SUPABASE_URL,
      SUPABASE_PUBLISHABLE_KEY: publishableKey,
      CRON_SECRET: cronSecret,
    };
  }

  /** Returns whether the demo account can be signed in to. */
  async #prepareDemo(
    env: Env,
    { playgroundUrl, formerPlaygroundUrl }: StackReady,
    createUser: () => Promise<unknown>,
  ): Promise<boolean> {
    if (!this.#settings.hasDemo || playgroundUrl === null) return false;
    const isSeeded = await withDatabase(env.DATABASE_URL, (db) =>
      step("preparing the demo account", () =>
        seedDemo({ db, env, createUser, playgroundUrl, formerPlaygroundUrl }),
      ),
    );
    if (!isSeeded) {
      say(
        `${demoAccount.email} can't sign in with the demo's password, so the account is left as it is`,
      );
    }
    return isSeeded;
  }

  #appVariables(
    address: StackAddress,
    { jwtSecret, sealing }: StackSecrets,
    { playgroundUrl }: StackReady,
  ): NodeJS.ProcessEnv {
    const { mode, isDev, port, host, emails, env } = this.#settings;
    const playground = playgroundUrl === null ? [] : [new URL(playgroundUrl).host];
    return {
      ...process.env,
      ...address,
      // Its connections share one session, in which the statements would stay.
      ...(mode === "embedded" && { DATABASE_PREPARE: "off", OPSPULSE_DIR: this.#directory }),
      EGRESS_ALLOW: [env.EGRESS_ALLOW, ...playground].filter((part) => part !== "").join(","),
      ALLOWED_HOSTS: [...env.ALLOWED_HOSTS, ...boundName(host)].join(","),
      AUTH_EMAILS: emails,
      NODE_ENV: isDev ? "development" : "production",
      NEXT_TELEMETRY_DISABLED: "1",
      PORT: String(port),
      ...(host !== undefined && { HOST: host }),
      // `next dev` would kill its server a tenth of a second after it was asked to end.
      ...(isDev && { NEXT_EXIT_TIMEOUT_MS: String(this.#finishMs) }),
      ...(jwtSecret !== "" && { SUPABASE_JWT_SECRET: jwtSecret }),
      ...sealing,
    };
  }

  async #serve(address: StackAddress, variables: NodeJS.ProcessEnv): Promise<Child> {
    const { isDev, port, host } = this.#settings;
    // Before the app responds: whatever waits for it may read the file in the next moment.
    this.#onStop(() => removeEnvFile(this.#directory));
    await writeEnvFile(this.#directory, address);
    const args = [isDev ? "dev" : "start", "--port", String(port)];
    if (host !== undefined) args.push("--hostname", host);
    const server = startChild("The app's server", nextArguments(this.#root, args), {
      cwd: this.#root,
      env: variables,
      stdio: "inherit",
    });
    this.#watch(server);
    await step("starting the app", () => this.#untilHealthy(server));
    return server;
  }

  async #untilHealthy(server: Child): Promise<void> {
    const deadline = performance.now() + HEALTHY_WITHIN_MS;
    let problem = "it did not respond";
    while (performance.now() < deadline) {
      const request = fetch(new URL(HEALTH_PATH, this.#origin()), {
        signal: AbortSignal.timeout(10_000),
      });
      const response = await Promise.race([request.catch(() => null), server.failed]);
      if (response !== null) {
        const unready = await findUnready(response);
        if (unready === null) return;
        problem = unready;
      }
      await Promise.race([delay(HEALTH_POLL_MS), server.failed]);
    }
    throw new StartError(
      `The app was not healthy within ${HEALTHY_WITHIN_MS / SECOND_MS} seconds: ${problem}`,
    );
  }

  /** Where this machine reaches the app. */
  #origin(): string {
    const { host, port } = this.#settings;
    const isEverywhere = host === undefined || host === "0.0.0.0" || host === "::";
    const name = isEverywhere ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
    return `http://${name}:${port}`;
  }

  #keepClock({ DATABASE_URL, CRON_SECRET }: StackAddress): void {
    const { TICK_BUDGET_SECONDS } = this.#settings.env;
    const budgetMs = TICK_BUDGET_SECONDS * SECOND_MS;
    const clock = new Clock({
      sendTick: () => sendTick(this.#origin(), CRON_SECRET, budgetMs + this.#finishMs),
      budgetMs,
      measureOffset: () => measureClockOffset(DATABASE_URL, Date.now),
      now: Date.now,
      report: say,
    });
    this.#onStop(async () => clock.stop());
    clock.start();
  }
}

/** The name that the app listens on: its clock calls it by it. Addresses are known by the connection. */
const boundName = (host: string | undefined) =>
  host === undefined || isIP(host) !== 0 ? [] : [host];
