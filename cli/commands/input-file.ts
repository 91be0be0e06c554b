import { readFile } from "node:fs/promises";
import { UsageError } from "@/cli/errors";
import type { Terminal } from "@/cli/terminal/terminal";

/**
 * The text of a file; of the input for `-`.
 * @throws {UsageError} where it can't be read.
 */
export async function readInputFile(path: string, terminal: Terminal): Promise<string> {
  if (path === "-") return terminal.readInput();
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new UsageError(`${path} can't be read (${reason}). Check its name.`);
  }
}
