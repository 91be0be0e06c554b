import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findFences, type Fence } from "@/tests/support/docs/fences";
import { PATH, runPage } from "@/tests/support/docs/page-session";
import { listFiles, readText, root } from "@/tests/support/docs/repository";

const has = (command: string) => spawnSync("sh", ["-c", `command -v ${command}`]).status === 0;
const needsCommand = (command: string) => () =>
  has(command) ? null : `${command} isn't installed here`;
const hasDocker = () => has("docker") && spawnSync("docker", ["info"]).status === 0;

/** Why a block that says that it needs something isn't run here; null where it is. */
const reasons: Readonly<Record<string, () => string | null>> = {
  docker: () => (hasDocker() ? null : "no Docker daemon"),
  // It is started before the page's own commands.
  instance: () => null,
  node22: () => {
    const [major = 0, minor = 0] = execFileSync("/usr/bin/env", [
      "-i",
      `PATH=${PATH}`,
      "node",
      "-v",
    ])
      .toString()
      .replace("v", "")
      .split(".")
      .map(Number);
    return major > 22 || (major === 22 && minor >= 19) ? null : "the machine's Node.js is older";
  },
  haproxy: needsCommand("haproxy"),
  promtool: needsCommand("promtool"),
  age: needsCommand("age"),
  tags: () => "a clone has the releases that its origin has",
  network: () => "this network is loopback only",
  systemd: () => "it changes the machine's services",
  root: () => "it needs the rights of an administrator",
  internet: () => "this network is loopback only",
  vercel: () => "it needs an account at Vercel",
  supabase: () => "it needs a project at Supabase",
  pg_cron: () => "it needs a database with pg_cron",
  postgresql: () => "it needs a PostgreSQL server of its own",
  account: () => "it needs an account elsewhere",
  time: () => "it takes the time of a whole test run",
  input: () => "a person has to fill something in",
};

/** The first reason not to run a block here; null where there is none. */
function reasonAgainst({ file, line, needs }: Fence): string | null {
  for (const need of needs) {
    const reason = reasons[need];
    if (reason === undefined) {
      throw new Error(`${file}:${line} needs "${need}". Known: ${Object.keys(reasons).join(", ")}`);
    }
    const against = reason();
    if (against !== null) return `${need}: ${against}`;
  }
  return null;
}

const pages = listFiles()
  .filter((file) =>
    /^(?:README(?:\.pt-BR)?|docs\/(?:pt-BR\/)?(?:quick-start|(?:guides|operations)\/[\w-]+))\.md$/.test(
      file,
    ),
  )
  .map((file) => {
    const fences = findFences(file, readText(file)).map((fence) => ({
      ...fence,
      against: reasonAgainst(fence),
    }));
    const start: Fence = { file, line: 1, needs: [], port: 3000, commands: "npm start" };
    const needsInstance = fences.some(({ needs }) => needs.includes("instance"));
    const run: Fence[] = fences.filter(({ against }) => against === null);
    return {
      file,
      run: needsInstance ? [start, ...run] : run,
      left: fences.filter(({ against }) => against !== null),
    };
  });

let folder: string;

const NOBODY = "65534:65534";
const isRoot = process.getuid?.() === 0;

/** Gives an ordinary user a tree, without the files that it shares with this checkout. */
function giveAway(path: string): void {
  if (!isRoot) return;
  execFileSync("find", [path, "-type", "d", "-exec", "chown", NOBODY, "{}", "+"]);
  const own = [path, "-path", "*/node_modules", "-prune", "-o", "-type", "f"];
  execFileSync("find", [...own, "-exec", "chown", NOBODY, "{}", "+"]);
}

/** A copy of `from`; the packages, which nobody writes to, share their files. */
function copyFolder(from: string, to: string): void {
  execFileSync("mkdir", [to]);
  for (const entry of readdirSync(from)) {
    const flags = entry === "node_modules" ? "-al" : "-a";
    execFileSync("cp", [flags, join(from, entry), join(to, entry)]);
  }
  giveAway(to);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "opspulse-guides-"));
  await chmod(folder, 0o755);
  const clean = join(folder, "clean");
  for (const file of listFiles()) {
    await mkdir(join(clean, dirname(file)), { recursive: true });
    await cp(join(root, file), join(clean, file));
  }
  // What npm would install: this network reaches no registry.
  execFileSync("cp", ["-al", join(root, "node_modules"), join(clean, "node_modules")]);
  await rm(join(clean, "node_modules", ".cache"), { recursive: true, force: true });
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("the commands of the guides, as written, in a clean folder, as an ordinary user", () => {
  it.each(pages.filter(({ run }) => run.length > 0))("$file", async ({ file, run, left }) => {
    const name = file.replace(/\W+/g, "-");
    const own = join(folder, name);
    copyFolder(join(folder, "clean"), own);
    const result = await runPage(run, { folder: own, home: join(folder, `${name}-home`) });
    for (const { line, against } of left) console.log(`${file}:${line}: not run, ${against}`);
    const { failedAt, output } = result;
    const where =
      failedAt === null ? "" : `${failedAt.file}:${failedAt.line}\n${failedAt.commands}`;
    expect(result.hasSucceeded, `${where}\n${output.slice(-4_000)}`).toBe(true);
    // The next page needn't build again.
    const built = join(own, ".next");
    const kept = join(folder, "clean", ".next");
    if (existsSync(built) && !existsSync(kept)) execFileSync("cp", ["-a", built, kept]);
    await rm(own, { recursive: true, force: true });
  });

  it("what isn't run here says why", () => {
    for (const { file, left } of pages) {
      for (const { line, against } of left) console.log(`${file}:${line}: not run, ${against}`);
    }
    expect(pages.some(({ run }) => run.length > 0)).toBe(true);
  });
});
