import { join } from "node:path";
import { runCommand } from "@/scripts/backup/run-command";
import { runRestore } from "@/scripts/backup/run-restore";

process.exitCode = await runCommand("restore", runRestore, {
  args: process.argv.slice(2),
  projectRoot: join(import.meta.dirname, ".."),
});
