import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { appendFile, copyFile, cp, mkdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join, matchesGlob, posix, relative, resolve } from "node:path";
import { promisify } from "node:util";
import type { Instruction, Stage } from "@/tests/support/dockerfile";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../..");

/** What the image `node` calls its user without privileges. */
export const NODE_UID = 1000;

/** The root of a stage, and what its instructions have set. */
export type ImageRoot = {
  path: string;
  env: Record<string, string>;
  workdir: string;
  user: string;
};

/** @throws {Error} saying what to install, where a program of the proof is missing. */
export async function requirePrograms(names: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new Error("Run this proof as root: it makes a root of Debian.");
  }
  for (const name of names) {
    await run("sh", ["-c", `command -v ${name}`]).catch(() => {
      throw new Error(`This proof needs ${name}: apt-get install bubblewrap debootstrap caddy`);
    });
  }
}

/**
 * A root like that of the image `node:24-SUITE-slim`: Debian's smallest, with Node.js, npm and the user
 * `node`. It is made once on a machine.
 */
export async function prepareBase(image: string): Promise<string> {
  const [, suite = ""] = /^node:[\d.]+-(\w+)-slim$/.exec(image) ?? [];
  const base = join(tmpdir(), `opspulse-proof-${suite}`);
  if (existsSync(base)) return base;
  const draft = `${base}.part`;
  await rm(draft, { recursive: true, force: true });
  await run("debootstrap", ["--variant=minbase", suite, draft], { maxBuffer: 1e8 });
  const { stdout: program } = await run("sh", ["-c", 'realpath "$(command -v npm)"']);
  const npm = "usr/local/lib/node_modules/npm";
  await copyFile(join(root, "node_modules/node/bin/node"), join(draft, "usr/local/bin/node"));
  await mkdir(join(draft, "usr/local/lib/node_modules"), { recursive: true });
  await cp(dirname(dirname(program.trim())), join(draft, npm), { recursive: true });
  await symlink(`/${npm}/bin/npm-cli.js`, join(draft, "usr/local/bin/npm"));
  await appendFile(
    join(draft, "etc/passwd"),
    `node:x:${NODE_UID}:${NODE_UID}::/home/node:/bin/sh\n`,
  );
  await appendFile(join(draft, "etc/group"), `node:x:${NODE_UID}:\n`);
  // Docker mounts its own over these.
  for (const name of ["hosts", "resolv.conf"]) await appendFile(join(draft, "etc", name), "");
  await rename(draft, base);
  return base;
}

/** Builds the stages of a Dockerfile, each in a root of its own below `folder`, and returns them by name. */
export async function buildStages(
  stages: readonly Stage[],
  folder: string,
  built = new Map<string, ImageRoot>(),
): Promise<Map<string, ImageRoot>> {
  for (const [index, { image, name, instructions }] of stages.entries()) {
    const path = join(folder, `stage-${index}`);
    await run("cp", ["--archive", await prepareBase(image), path]);
    const env = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: "/root" };
    const stage: ImageRoot = { path, env, workdir: "/", user: "root" };
    built.set(name ?? "", stage);
    for (const instruction of instructions) await execute(instruction, stage, built);
  }
  return built;
}

async function execute(
  { name, text }: Instruction,
  stage: ImageRoot,
  built: ReadonlyMap<string, ImageRoot>,
): Promise<void> {
  const inRoot = (path: string) => join(stage.path, posix.resolve(stage.workdir, path));
  if (name === "ENV") {
    const [key = "", value = ""] = text.split("=");
    stage.env[key] = value;
  } else if (name === "WORKDIR") {
    stage.workdir = text;
    await mkdir(inRoot("."), { recursive: true });
  } else if (name === "USER") {
    stage.user = text;
  } else if (name === "RUN") {
    await runInRoot(stage, ["sh", "-c", text]);
  } else if (name === "COPY") {
    const [, from] = /^--from=(\S+)/.exec(text) ?? [];
    const words = text.split(" ").filter((word) => !word.startsWith("--"));
    const target = words.pop() ?? "";
    for (const source of words) {
      if (from !== undefined) {
        await run("cp", ["--archive", join(built.get(from)?.path ?? "", source), inRoot(target)]);
      } else if (source === ".") await copyContext(inRoot(target));
      else await copyFile(join(root, source), join(inRoot(target), source));
    }
  }
}

/** The checkout without what .dockerignore names. */
async function copyContext(target: string): Promise<void> {
  const patterns = (await readFile(join(root, ".dockerignore"), "utf8"))
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  await cp(root, target, {
    recursive: true,
    filter: (source) => {
      const path = relative(root, source);
      return !patterns.some((pattern) => matchesGlob(path, pattern));
    },
  });
}

/** The arguments of bubblewrap for a process that sees nothing but a root, a fresh /tmp and its own processes. */
export function sandbox(
  { path, env, workdir }: ImageRoot,
  options: { isReadOnly: boolean; mounts?: readonly string[] },
): string[] {
  return [
    ...[options.isReadOnly ? "--ro-bind" : "--bind", path, "/"],
    ...["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"],
    ...(options.mounts ?? []),
    ...["--unshare-pid", "--unshare-ipc", "--unshare-uts", "--die-with-parent", "--clearenv"],
    ...Object.entries(env).flatMap(([name, value]) => ["--setenv", name, value]),
    ...["--chdir", workdir],
  ];
}

/** Runs a step of a build, as root, with the network and the npm cache of this machine. */
export async function runInRoot(stage: ImageRoot, command: readonly string[]): Promise<void> {
  const cache = join(homedir(), ".npm");
  await mkdir(cache, { recursive: true });
  await mkdir(join(stage.path, "root/.npm"), { recursive: true });
  const mounts = [
    ...["--ro-bind", resolve("/etc/resolv.conf"), "/etc/resolv.conf"],
    ...["--bind", cache, "/root/.npm"],
  ];
  const env = { ...stage.env };
  // Where a proxy with a certificate of its own is between this machine and the registry.
  const certificates = process.env.NODE_EXTRA_CA_CERTS ?? "";
  if (certificates !== "") {
    mounts.push("--ro-bind", certificates, "/etc/extra-ca.pem");
    env.NODE_EXTRA_CA_CERTS = "/etc/extra-ca.pem";
  }
  const given = sandbox({ ...stage, env }, { isReadOnly: false, mounts });
  const args = [...given, ...command];
  await run("bwrap", args, { maxBuffer: 1e8 }).catch((error: unknown) => {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command.join(" ")}:\n${(stdout + stderr).slice(-4_000)}`, { cause: error });
  });
}
