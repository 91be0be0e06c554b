import { UsageError } from "@/cli/errors";

const MOST = 100_000;

/** @throws {UsageError} for what isn't a number of rows. */
export function readLimit(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MOST) return limit;
  throw new UsageError(`--limit takes a whole number from 1 to ${MOST}.`);
}
