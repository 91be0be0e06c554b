import { hash } from "node:crypto";
import { z } from "zod";

/**
 * The format of a backup: lines of JSON, compressed by gzip. The first line is the header. Then comes each
 * table, in an order in which no row refers to a later table: a line that names it and its columns, a line
 * for each row, with the text of each value by PostgreSQL's own output or null, and a line that counts
 * them. The last line has the SHA-256 of everything before it, so that half a file is none.
 */

export const FORMAT = "opspulse-backup";
export const FORMAT_VERSION = 1;

export const header = z.object({
  format: z.literal(FORMAT),
  format_version: z.literal(FORMAT_VERSION),
  app_version: z.string(),
  /** The time of the snapshot, by the clock of its database. RFC 3339 in UTC. */
  taken_at: z.iso.datetime(),
  /** The migrations of the database: when each was made, in ms since 1970, and the newest one's name. */
  schema: z.object({ name: z.string(), migrations: z.array(z.number()) }),
});
export type BackupHeader = z.infer<typeof header>;

export const tableStart = z.object({ table: z.string(), columns: z.array(z.string()) });
export type TableStart = z.infer<typeof tableStart>;

export const tableEnd = z.object({ end: z.string(), rows: z.number(), sum: z.string() });

export const footer = z.object({ tables: z.number(), rows: z.number(), sha256: z.string() });

/** A row as it is kept: the text of each value, or null. */
export type Values = (string | null)[];

/** Whether a line of JSON is a row. A schema would take longer than all the rest. */
export const isValues = (record: unknown): record is Values =>
  Array.isArray(record) && record.every((value) => value === null || typeof value === "string");

/** The values are text, so that no number loses a digit on its way. */
export const toLine = (record: object): string => `${JSON.stringify(record)}\n`;

/** A row as this process writes it: servers of other versions may space and escape it in other ways. */
export const toOneText = (row: string): string => JSON.stringify(JSON.parse(row));

/** Counts rows by their text in JSON, and sums up its hashes: equal for equal rows in any order. */
export class RowSum {
  rows = 0;
  #sum = 0n;

  add(row: string): void {
    this.rows += 1;
    this.#sum = BigInt.asUintN(64, this.#sum + hash("sha256", row, "buffer").readBigUInt64BE());
  }

  /** In hexadecimal. */
  get sum(): string {
    return this.#sum.toString(16).padStart(16, "0");
  }
}

/** What can't be read as a backup, or not by this release. */
export class BackupFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "BackupFileError";
  }
}
