import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import type { z } from "zod";
import { readMigrationNames } from "@/db/migrations/migration-files";
import {
  BackupFileError,
  footer,
  FORMAT,
  header,
  isValues,
  RowSum,
  tableEnd,
  tableStart,
  toLine,
  type BackupHeader,
  type TableStart,
  type Values,
} from "@/scripts/backup/format";
import { reasonOf } from "@/scripts/start/report";

/** What a backup says, in its order. */
export type BackupRecord =
  | { kind: "header"; header: BackupHeader }
  | { kind: "table"; table: TableStart }
  | { kind: "row"; values: Values }
  | { kind: "table_end" };

/** The longest line that is read: a row has far less. */
const MAX_LINE_CHARACTERS = 64_000_000;

const damaged = (what: string, cause?: unknown) =>
  new BackupFileError(
    `This backup is damaged: ${what}. Nothing was changed. Use another backup.`,
    cause === undefined ? {} : { cause },
  );

async function* linesOf(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const text = createGunzip();
  file.on("error", (error) => text.destroy(error));
  file.pipe(text).setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      if (rest.length > MAX_LINE_CHARACTERS) throw damaged("it has a line without an end");
      yield* lines;
    }
  } catch (error) {
    if (error instanceof BackupFileError) throw error;
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new BackupFileError(`There is no file ${path}.`);
    if (/^E[A-Z]+$/.test(code)) throw new BackupFileError(`${path} can't be read (${code}).`);
    if (reasonOf(error) === "incorrect header check") {
      throw new BackupFileError(`${path} isn't a backup of OpsPulse, or it is damaged.`);
    }
    throw damaged(`it can't be unpacked (${reasonOf(error)})`, error);
  } finally {
    file.destroy();
  }
  if (rest !== "") throw damaged("it ends in the middle of a line");
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

const parse = <Shape extends z.ZodType>(line: string, shape: Shape): z.output<Shape> | null =>
  shape.safeParse(parseJson(line)).data ?? null;

function readHeader(line: string): BackupHeader {
  const found = parse(line, header);
  if (found === null) {
    const isOurs = line.includes(`"${FORMAT}"`);
    throw new BackupFileError(
      isOurs
        ? "This backup has a format that this release doesn't know. Restore it with the release that made it, or a newer one."
        : "This file isn't a backup of OpsPulse.",
    );
  }
  const known = readMigrationNames();
  if (found.schema.migrations.some((made) => !known.has(made))) {
    throw new BackupFileError(
      `This backup was made by a newer release (${found.app_version}, with ${found.schema.name}). Upgrade OpsPulse to it first; nothing was changed.`,
    );
  }
  return found;
}

/**
 * The head of a file. A damaged one may speak of another release by accident: where it isn't understood,
 * the rest is unpacked for the checksum of gzip, so that a damaged file is called damaged.
 */
async function readHead(line: string, rest: AsyncGenerator<string>): Promise<BackupHeader> {
  try {
    return readHeader(line);
  } catch (error) {
    while ((await rest.next()).done !== true);
    throw error;
  }
}

/**
 * Reads a backup from its first line to its last. What it yields can be relied on once it has ended:
 * damage of any kind is an error then at the latest.
 * @throws {BackupFileError} that says what is wrong.
 */
export async function* readBackupFile(path: string): AsyncGenerator<BackupRecord> {
  const hash = createHash("sha256");
  const lines = linesOf(path);
  const next = async () => {
    const line = await lines.next();
    if (line.done === true) throw damaged("its end is missing");
    return line.value;
  };
  try {
    const first = await next();
    yield { kind: "header", header: await readHead(first, lines) };
    hash.update(`${first}\n`);
    const total = { tables: 0, rows: 0 };
    for (;;) {
      const line = await next();
      const table = parse(line, tableStart);
      if (table === null) {
        readEnd(line, total, hash);
        break;
      }
      hash.update(`${line}\n`);
      yield { kind: "table", table };
      total.tables += 1;
      total.rows += yield* readTable(table, next, hash);
      yield { kind: "table_end" };
    }
    if ((await lines.next()).done !== true) throw damaged("there is text after its end");
  } finally {
    await lines.return(undefined);
  }
}

async function* readTable(
  { table, columns }: TableStart,
  next: () => Promise<string>,
  hash: Hash,
): AsyncGenerator<BackupRecord, number> {
  const sum = new RowSum();
  for (;;) {
    const line = await next();
    const row = parseJson(line);
    if (!isValues(row)) {
      const end = parse(line, tableEnd);
      if (end?.end !== table) throw damaged(`a row of ${table} can't be read`);
      if (end.rows !== sum.rows || end.sum !== sum.sum) {
        throw damaged(`the rows of ${table} aren't those that were written`);
      }
      hash.update(toLine(end));
      return sum.rows;
    }
    if (row.length !== columns.length) throw damaged(`a row of ${table} has other columns`);
    hash.update(`${line}\n`);
    sum.add(line);
    yield { kind: "row", values: row };
  }
}

function readEnd(line: string, total: { tables: number; rows: number }, hash: Hash): void {
  const end = parse(line, footer);
  if (end === null) throw damaged("a line of it can't be read");
  if (end.tables !== total.tables || end.rows !== total.rows) throw damaged("parts are missing");
  if (end.sha256 !== hash.digest("hex")) throw damaged("its checksum is another");
}
