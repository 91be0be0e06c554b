import { join } from "node:path";
import { runBackup } from "@/scripts/backup/run-backup";
import { runCommand } from "@/scripts/backup/run-command";

process.exitCode = await runCommand("backup", runBackup, {
  args: process.argv.slice(2),
  projectRoot: join(import.meta.dirname, ".."),
});
