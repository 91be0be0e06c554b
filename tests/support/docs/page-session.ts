import { spawn } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fence } from "@/tests/support/docs/fences";

/** What a page's commands did, in one shell. */
export type PageRun = {
  hasSucceeded: boolean;
  /** The block that ended it; null where all of them ran. */
  failedAt: Fence | null;
  output: string;
};

/** An ordinary user of any machine. */
const NOBODY = 65_534;
const SERVES_WITHIN_SECONDS = 600;
const MARK = "@@block";
/** Where an ordinary user finds programs. */
export const PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";

/** A shell that ends with the first command that fails, and says which block it is in. */
function toScript(fences: readonly Fence[]): string {
  const blocks = fences.map(({ commands, port }, index) => {
    // What a command printed may not end with a line.
    const mark = `printf '\\n%s\\n' "${MARK} ${index}" >&3`;
    if (port === null) return `${mark}\n${commands}`;
    return [
      mark,
      `( ${commands}\n) >"$HOME/background-${index}.log" 2>&1 &`,
      `background=$!`,
      `for second in $(seq ${SERVES_WITHIN_SECONDS}); do`,
      `  if (exec 4<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null; then break; fi`,
      `  kill -0 $background 2>/dev/null || { cat "$HOME/background-${index}.log"; exit 1; }`,
      `  sleep 1`,
      `done`,
      `(exec 4<>/dev/tcp/127.0.0.1/${port}) 2>/dev/null || { cat "$HOME/background-${index}.log"; exit 1; }`,
    ].join("\n");
  });
  return ["set -eo pipefail", "exec 3>&1", ...blocks, `printf '\\n%s\\n' "${MARK} end" >&3`].join(
    "\n",
  );
}

/**
 * Runs the blocks of a page in one shell in `folder`, as a user without rights, in a network that has
 * loopback only and processes that end with it. As root the user is nobody; else it is the one of this
 * process.
 */
export async function runPage(
  fences: readonly Fence[],
  { folder, home }: { folder: string; home: string },
): Promise<PageRun> {
  await mkdir(home, { recursive: true });
  await chmod(home, 0o777);
  const script = join(home, "page.sh");
  await writeFile(script, toScript(fences), { mode: 0o755 });
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? [] : ["--map-current-user", "--keep-caps"];
  const shell = isRoot
    ? `ip link set lo up && exec setpriv --reuid=${NOBODY} --regid=${NOBODY} --clear-groups bash "$0"`
    : `ip link set lo up && exec bash "$0"`;
  const variables = [`HOME=${home}`, "LANG=C.UTF-8", `PATH=${PATH}`];
  const ownSpaces = ["--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const child = spawn(
    "env",
    ["-i", ...variables, "unshare", ...user, ...ownSpaces, "bash", "-c", shell, script],
    { cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const reached = [...output.matchAll(new RegExp(`^${MARK} (\\w+)$`, "gm"))].at(-1)?.[1];
  const hasSucceeded = code === 0 && reached === "end";
  return {
    hasSucceeded,
    failedAt: hasSucceeded ? null : (fences[Number(reached ?? 0)] ?? null),
    output,
  };
}
