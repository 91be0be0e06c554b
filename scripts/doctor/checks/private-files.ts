import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { ok, problem, type Finding } from "@/lib/domain/instance/finding";
import { defineCheck } from "@/lib/services/instance/check";
import type { LocalInstance } from "@/scripts/doctor/find-instance";

type PrivateFileFacts = { files: readonly { path: string; mode: number }[] };

const FOR_OTHERS = 0o077;

export function judgePrivateFiles({ files }: PrivateFileFacts): Finding {
  const open = files.filter(({ mode }) => (mode & FOR_OTHERS) !== 0).map(({ path }) => path);
  if (open.length > 0) {
    return problem(
      `other users of this machine can read or change ${open.join(", ")}`,
      `Run: chmod go= ${open.join(" ")}`,
    );
  }
  return ok(
    files.length === 0
      ? "no file with secrets is on this machine"
      : "only their owner can read the files with secrets",
  );
}

/** Windows has no such modes. */
const hasModes = process.platform !== "win32";

export const privateFilesCheck = defineCheck({
  name: "private-files",
  look: async ({ settings }: LocalInstance): Promise<PrivateFileFacts> => {
    const { directory, projectRoot } = settings;
    const paths = [
      ...["", "env", "secrets.json"].map((name) => join(directory, name)),
      ...[".env", ".env.local"].map((name) => join(projectRoot, name)),
    ];
    const files = [];
    for (const path of hasModes ? paths : []) {
      const found = await lstat(path).catch(() => null);
      if (found !== null) files.push({ path, mode: found.mode });
    }
    return { files };
  },
  judge: judgePrivateFiles,
});
