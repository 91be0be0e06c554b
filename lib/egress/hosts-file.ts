import { readFileSync, statSync } from "node:fs";
import { SECOND_MS } from "@/lib/domain/time-units";
import { parseIpAddress } from "@/lib/egress/ip-address";

const CHECK_EVERY_MS = SECOND_MS;

/** The addresses of each name, in the order of the lines. Lines without an IP literal are left out. */
function parseHosts(text: string): Map<string, string[]> {
  const hosts = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (parseIpAddress(address) === null) continue;
    for (const name of names.map((written) => written.toLowerCase())) {
      hosts.set(name, [...(hosts.get(name) ?? []), address]);
    }
  }
  return hosts;
}

/**
 * The names of the system's hosts file. A change of the file counts within a second. The file is read
 * synchronously, because an asynchronous read would wait for the threads that all of Node.js shares.
 * A file that can't be read names no host.
 */
export class HostsFile {
  readonly #path: string;
  readonly #nowMs: () => number;
  #checkedAtMs = -Infinity;
  #version: string | null = null;
  #hosts = new Map<string, string[]>();

  constructor(path: string, nowMs: () => number) {
    this.#path = path;
    this.#nowMs = nowMs;
  }

  /** The addresses of a name in lower case; null where the file doesn't have it. */
  find(hostname: string): readonly string[] | null {
    if (this.#nowMs() - this.#checkedAtMs >= CHECK_EVERY_MS) this.#refresh();
    return this.#hosts.get(hostname) ?? null;
  }

  #refresh(): void {
    this.#checkedAtMs = this.#nowMs();
    try {
      const { ino, size, mtimeMs } = statSync(this.#path);
      const version = `${ino} ${size} ${mtimeMs}`;
      if (version === this.#version) return;
      this.#hosts = parseHosts(readFileSync(this.#path, "utf8"));
      this.#version = version;
    } catch {
      this.#hosts = new Map();
      this.#version = null;
    }
  }
}
