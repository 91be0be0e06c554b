import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import postgres from "postgres";
import { findFreePort } from "@/scripts/start/ports";
import { waitFor } from "@/tests/support/wait-for";

const run = promisify(execFile);

/**
 * Installs packages of Debian where `isThere` says that they are missing and this user may.
 * @throws {Error} with the command, where that doesn't work.
 */
export async function requirePackages(names: readonly string[], isThere: () => boolean) {
  if (isThere()) return;
  const command = `apt-get install -y --no-install-recommends ${names.join(" ")}`;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    await run("sh", ["-c", `apt-get update && ${command}`], { env });
  }
  if (!isThere()) throw new Error(`This proof needs ${names.join(" and ")}. As root: ${command}`);
}

/** A PgBouncer in transaction mode before a database of `adminUrl`, as its user. */
export async function startPgbouncer(adminUrl: string) {
  const { hostname, port: serverPort, username, pathname } = new URL(adminUrl);
  const database = pathname.slice(1);
  const port = await findFreePort();
  const directory = await mkdtemp(join(tmpdir(), "opspulse-pgbouncer-"));
  await chmod(directory, 0o755);
  const config = join(directory, "pgbouncer.ini");
  await writeFile(
    config,
    `[databases]
${database} = host=${hostname} port=${serverPort} dbname=${database} user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 5
max_client_conn = 50
`,
  );
  const asUser = process.getuid?.() === 0 ? ["-u", "postgres"] : [];
  const child = spawn("/usr/sbin/pgbouncer", [...asUser, "-q", config], { stdio: "ignore" });
  const url = `postgres://${username}@127.0.0.1:${port}/${database}?pgbouncer=true`;
  await waitFor("PgBouncer", async () => {
    const client = postgres(url.split("?")[0] ?? "", { max: 1, prepare: false });
    const isReady = await client`select 1`.then(
      () => true,
      () => false,
    );
    await client.end({ timeout: 1 });
    return isReady;
  });
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      await ended;
      await rm(directory, { recursive: true });
    },
  };
}
