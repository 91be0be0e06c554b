import { createWriteStream } from "node:fs";
import { access, open, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { StartError } from "@/scripts/start/report";

/** Rows of the app, compressed, take about a tenth of what the database needs for them. */
const EXPECTED_SHARE = 0.2;

const toMb = (bytes: number) => Math.ceil(bytes / 1_000_000);

/**
 * Checks that a backup can be written to a path.
 * @throws {StartError} where a file is there, the folder is missing, or too little space is free.
 */
export async function requireRoom(path: string, databaseBytes: number): Promise<void> {
  const folder = dirname(resolve(path));
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new StartError(`${path} is there already. Name another file, or remove it.`);
  const space = await statfs(folder).catch((error: unknown) => {
    throw new StartError(`The folder ${folder} can't be used. Make it, or name another.`, {
      cause: error,
    });
  });
  const freeBytes = space.bavail * space.bsize;
  const neededBytes = databaseBytes * EXPECTED_SHARE;
  if (freeBytes >= neededBytes) return;
  throw new StartError(
    `Only ${toMb(freeBytes)} MB are free in ${folder}, and the backup may need ${toMb(neededBytes)} MB. Free some, or name a file on another disk.`,
  );
}

/**
 * Writes a compressed backup that only its owner can read. It has its name once it is complete and on the
 * disk; until then, and for ever where this process is killed, it is `<name>.part`. Returns its bytes.
 */
export async function writeBackupFile(
  path: string,
  chunks: AsyncIterable<string>,
): Promise<number> {
  const draft = `${path}.part`;
  await rm(draft, { force: true });
  try {
    const file = await open(draft, "wx", 0o600);
    // The stream closes the file.
    await pipeline(Readable.from(chunks), createGzip(), file.createWriteStream({ flush: true }));
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(resolve(path)));
  return (await stat(path)).size;
}

/** A new name survives a loss of power once its folder is on the disk. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a compressed backup to the standard output. */
export const writeToStdout = (chunks: AsyncIterable<string>): Promise<void> =>
  pipeline(Readable.from(chunks), createGzip(), createWriteStream("", { fd: 1 }));
