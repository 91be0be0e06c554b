import { spawn } from "node:child_process";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { expect } from "vitest";
import type { Database } from "@/db/client";
import { neutral } from "@/tests/integration/start/launch";
import { createTestWorkspace } from "@/tests/support/test-workspace";

/** A routine with so many runs that a command is in the middle of them for a while. */
export async function addLongHistory(db: Database, runs: number): Promise<void> {
  const workspace = await createTestWorkspace(db);
  const routineId = await workspace.addRoutine();
  await db.execute(sql`
    insert into routine_runs (
      workspace_id, routine_id, triggered_by, status, scheduled_for, created_at, finished_at, worker_id
    )
    select ${workspace.context.workspaceId}, ${routineId}, 'SCHEDULE', 'SUCCESS', at, at, at, md5(at::text)
    from generate_series(1, ${runs}) as n, lateral (select timestamptz '2020-01-01Z' + make_interval(mins => n) as at) as slot`);
}

/** A command in a process of its own, as npm starts it. */
export function startCommand(
  name: "backup" | "restore",
  args: string[],
  variables: Record<string, string>,
) {
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--import",
      "tsx",
      join("scripts", `${name}.ts`),
      ...args,
    ],
    {
      cwd: process.cwd(),
      env: { ...process.env, NODE_ENV: "production", ...neutral, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, ended, output: () => output };
}

export async function runCommandToEnd(
  ...command: Parameters<typeof startCommand>
): Promise<string> {
  const { ended, output } = startCommand(...command);
  expect(await ended, output()).toBe(0);
  return output();
}
