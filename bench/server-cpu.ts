import { readFile, readdir } from "node:fs/promises";
import type postgres from "postgres";

/** Linux counts CPU time in ticks of this length, whatever the kernel's own. */
const CPU_TICK_MS = 10;

type Stat = { parent: number; cpuTicks: number; endedChildrenTicks: number };

async function readStat(pid: string): Promise<Stat | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (text === null) return null;
  // The name in parentheses may hold spaces; the fields after it start with the state (proc(5)).
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const at = (index: number) => fields[index] ?? 0;
  return { parent: at(1), cpuTicks: at(11) + at(12), endedChildrenTicks: at(13) + at(14) };
}

/**
 * CPU time of all processes of a PostgreSQL on this machine so far, ended ones too, in milliseconds;
 * null where there is no /proc.
 */
export async function serverCpuMs(sql: postgres.Sql): Promise<number | null> {
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  const backend = await readStat(String(row?.pid));
  if (backend === null) return null;
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map(readStat));
  const children = stats.filter((stat) => stat?.parent === backend.parent);
  const postmaster = await readStat(String(backend.parent));
  const ticks = [...children, postmaster].reduce((sum, stat) => sum + (stat?.cpuTicks ?? 0), 0);
  return (ticks + (postmaster?.endedChildrenTicks ?? 0)) * CPU_TICK_MS;
}
