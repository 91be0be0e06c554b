import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";
import { MINUTE_MS } from "@/lib/domain/time-units";
import { say } from "@/scripts/start/report";

const NAMES = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"] as const;
const INSTALL_WITHIN_MS = 10 * MINUTE_MS;

/**
 * A browser that starts on this machine: one that is there, else Playwright's, else Debian's.
 * @throws where there is none and none can be installed.
 */
export function findChromium(projectRoot: string): string {
  const present = candidates().find(canRun);
  if (present !== undefined) return present;
  say("no Chromium is here: downloading Playwright's");
  install(process.execPath, [
    join(projectRoot, "node_modules", "@playwright", "test", "cli.js"),
    "install",
    "chromium",
  ]);
  if (canRun(chromium.executablePath())) return chromium.executablePath();
  if (process.getuid?.() === 0 && isOnPath("apt-get")) {
    say("Playwright's Chromium cannot be had or started here: installing Debian's");
    install("apt-get", ["update"]);
    install("apt-get", ["install", "-y", "--no-install-recommends", "chromium"]);
    const debian = candidates().find(canRun);
    if (debian !== undefined) return debian;
  }
  throw new Error(
    "No Chromium was found or could be installed. Install one (Debian: apt-get install chromium), or set CHROMIUM_PATH to its program.",
  );
}

function candidates(): string[] {
  const chosen = process.env.CHROMIUM_PATH;
  const directories = (process.env.PATH ?? "").split(delimiter);
  const onPath = NAMES.flatMap((name) => directories.map((directory) => join(directory, name)));
  return [
    ...(chosen === undefined || chosen === "" ? [] : [chosen]),
    ...onPath,
    chromium.executablePath(),
  ];
}

function canRun(program: string): boolean {
  if (!existsSync(program)) return false;
  return spawnSync(program, ["--version"], { stdio: "ignore", timeout: 30_000 }).status === 0;
}

function isOnPath(program: string): boolean {
  const directories = (process.env.PATH ?? "").split(delimiter);
  return directories.some((directory) => existsSync(join(directory, program)));
}

function install(program: string, args: readonly string[]): void {
  spawnSync(program, args, {
    stdio: "inherit",
    timeout: INSTALL_WITHIN_MS,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
}
