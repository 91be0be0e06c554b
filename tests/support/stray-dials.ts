import { readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const guard = join(import.meta.dirname, "loopback-guard.cjs");

/**
 * Keeps this process on loopback, and every Node.js process that inherits its environment, with
 * theirs. What any of them dials beyond it is refused, and is a line of `file`.
 */
export function keepProcessesOnLoopback(file: string): void {
  process.env.OPSPULSE_STRAY_DIALS = file;
  const preload = `--require=${JSON.stringify(guard)}`;
  const options = process.env.NODE_OPTIONS ?? "";
  if (!options.includes(preload)) process.env.NODE_OPTIONS = `${options} ${preload}`.trim();
  createRequire(import.meta.url)(guard);
}

/** The dials refused since the last call: who, where to, and from which line of code. */
export function takeStrayDials(): string[] {
  const file = process.env.OPSPULSE_STRAY_DIALS;
  if (file === undefined) throw new Error("Nobody writes down stray dials.");
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  } finally {
    rmSync(file, { force: true });
  }
}
