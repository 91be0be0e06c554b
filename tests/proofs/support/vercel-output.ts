import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  copyFile,
  lstat,
  mkdir,
  readFile,
  readdir,
  readlink,
  realpath,
  symlink,
} from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { z } from "zod";
import { waitFor } from "@/tests/support/wait-for";

const LAUNCHER = "___next_launcher.cjs";

const functionConfig = z.object({
  runtime: z.string(),
  maxDuration: z.number().optional(),
  useWebApi: z.boolean().optional(),
  filePathMap: z.record(z.string(), z.string()).default({}),
});

/** A function of a build of Vercel: its paths share one, and its files are listed by where they go. */
export type OutputFunction = {
  /** Its path without a slash at the start; the start page is `index`. */
  name: string;
  maxDuration: number | undefined;
  runtime: string;
  /** Where each of its files comes from, by its path in the function. */
  files: ReadonlyMap<string, string>;
};

/** The functions under `.vercel/output/functions`, one for each path. */
export async function readFunctions(projectRoot: string): Promise<OutputFunction[]> {
  const root = join(projectRoot, ".vercel/output/functions");
  const found: OutputFunction[] = [];
  const search = async (directory: string): Promise<void> => {
    for (const entry of await readdir(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (!entry.name.endsWith(".func")) {
        if (entry.isDirectory()) await search(path);
        continue;
      }
      found.push(await readFunction(projectRoot, relative(root, path), await realpath(path)));
    }
  };
  await search(root);
  return found;
}

async function readFunction(projectRoot: string, path: string, directory: string) {
  const text = await readFile(join(directory, ".vc-config.json"), "utf8");
  const { maxDuration, runtime, filePathMap } = functionConfig.parse(JSON.parse(text));
  const files = new Map(
    Object.entries(filePathMap).map(([to, from]) => [to, join(projectRoot, from)]),
  );
  const own = await readdir(directory, { recursive: true });
  for (const name of own) {
    const from = join(directory, name);
    if (name !== ".vc-config.json" && (await lstat(from)).isFile()) files.set(name, from);
  }
  return { name: path.replace(/\.func$/, ""), maxDuration, runtime, files };
}

/** The bytes of a function's files. Throws where one of them isn't there. */
export async function sizeOf({ files }: OutputFunction): Promise<number> {
  const sizes = await Promise.all(
    [...files.values()].map(async (from) => (await lstat(from)).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Puts the files of a function, and no others, into a directory. */
export async function unpack({ files }: OutputFunction, directory: string): Promise<void> {
  for (const [name, from] of files) {
    const to = join(directory, name);
    await mkdir(dirname(to), { recursive: true });
    if ((await lstat(from)).isSymbolicLink()) await symlink(await readlink(from), to);
    else await copyFile(from, to);
  }
}

/** Serves a function as the platform does: its launcher exports a handler. Says its port when it listens. */
const host = `
const serve = require(process.argv[1]);
const server = require("node:http").createServer((request, response) => {
  Promise.resolve(serve(request, response)).catch((error) => {
    console.error(error);
    response.writeHead(500).end("the function failed");
  });
});
server.listen(0, "127.0.0.1", () => console.log("port " + server.address().port));
`;

export type ServedFunction = { url: string; output: () => string; stop: () => Promise<void> };

/** Loads an unpacked function into a process of its own, with these variables and no others of ours. */
export async function serveFunction(
  directory: string,
  variables: Record<string, string>,
): Promise<ServedFunction> {
  const { PATH = "", NODE_OPTIONS = "", OPSPULSE_STRAY_DIALS = "" } = process.env;
  const child: ChildProcess = spawn(process.execPath, ["-e", host, join(directory, LAUNCHER)], {
    cwd: directory,
    env: { NODE_ENV: "production", PATH, NODE_OPTIONS, OPSPULSE_STRAY_DIALS, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const port = await waitFor("a function", () => {
    if (child.exitCode !== null) throw new Error(`The function ended:\n${output}`);
    return /port (\d+)/.exec(output)?.[1];
  });
  return {
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
    },
  };
}
