import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { waitFor } from "@/tests/support/wait-for";

const run = promisify(execFile);

const PROGRAM = "/usr/sbin/haproxy";
const example = join(import.meta.dirname, "../../../deploy/haproxy.cfg");

type Proxy = { url: string; stop: () => Promise<void> };

/** Installs Debian's where there is none, which only root may do. */
async function requireProgram(): Promise<void> {
  if (existsSync(PROGRAM)) return;
  if (process.getuid?.() !== 0) {
    throw new Error("This proof needs HAProxy: run apt-get install haproxy as root.");
  }
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update"], { env });
  await run("apt-get", ["install", "-y", "--no-install-recommends", "haproxy"], { env });
}

/** The repository's own example, with these instances, on a port of loopback without TLS. */
async function writeConfiguration(file: string, port: number, instances: readonly number[]) {
  const text = await readFile(example, "utf8");
  const servers = instances.map((own, index) => `  server app-${index + 1} 127.0.0.1:${own}`);
  const configuration = text
    .replace(/^ {2}bind .*$/m, `  bind 127.0.0.1:${port}`)
    .replace(/(?:^ {2}server .*\n)+/m, `${servers.join("\n")}\n`);
  await writeFile(file, configuration);
}

/**
 * An HAProxy on `port` before instances on theirs, once one of them lives. It asks each for a sign of
 * life every second.
 */
export async function startProxy(port: number, instances: readonly number[]): Promise<Proxy> {
  await requireProgram();
  const directory = await mkdtemp(join(tmpdir(), "opspulse-haproxy-"));
  const file = join(directory, "haproxy.cfg");
  await writeConfiguration(file, port, instances);
  const child = spawn(PROGRAM, ["-db", "-f", file], { stdio: "ignore" });
  const ended = once(child, "exit");
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    kill();
    await ended;
    process.off("exit", kill);
    await rm(directory, { recursive: true });
  };
  try {
    await waitFor("HAProxy", () => {
      if (child.exitCode !== null) throw new Error("HAProxy refused the example.");
      return fetch(`${url}/api/health/live`).then(
        ({ ok }) => ok,
        () => false,
      );
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}
