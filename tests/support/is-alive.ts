import { readFileSync } from "node:fs";

/**
 * Whether a process of this id runs, as far as this user may know. One that has ended, and whose
 * parent has not asked how yet, does not.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

/** Read from the state after the name of the command, where the system has `/proc`. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat
      .slice(stat.lastIndexOf(")") + 1)
      .trimStart()
      .startsWith("Z");
  } catch {
    return false;
  }
}
