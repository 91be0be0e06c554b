import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import postgres from "postgres";
import type { Secrets } from "@/scripts/stack/secrets";

/** Any constant will do, as long as every instance uses the same one. */
const INSTANCE_LOCK = 7_211_450_981;

export type FingerprintVerdict = "first" | "same" | "different";

/**
 * Compares the secrets with those of the instance that set this database up, and makes them the
 * database's own where there was none. The database keeps a salted scrypt hash, never the secrets.
 * Of two instances that start at once, one is the first.
 */
export async function checkFingerprint(
  databaseUrl: string,
  secrets: Secrets,
): Promise<FingerprintVerdict> {
  const sql = postgres(databaseUrl, { max: 1, prepare: false, onnotice: () => undefined });
  try {
    return await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${INSTANCE_LOCK}::bigint)`;
      await tx`create schema if not exists opspulse`;
      await tx`
        create table if not exists opspulse.instance (
          id boolean primary key default true constraint ck_instance_singleton check (id),
          salt bytea not null,
          fingerprint bytea not null,
          created_at timestamptz not null default now()
        )`;
      const [kept] = await tx<{ salt: Buffer; fingerprint: Buffer }[]>`
        select salt, fingerprint from opspulse.instance`;
      if (kept !== undefined) {
        const own = await hash(secrets, kept.salt);
        return timingSafeEqual(own, kept.fingerprint) ? "same" : "different";
      }
      const salt = randomBytes(16);
      const fingerprint = await hash(secrets, salt);
      await tx`insert into opspulse.instance (salt, fingerprint) values (${salt}, ${fingerprint})`;
      return "first";
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const scryptAsync = promisify<string, Buffer, number, Buffer>(scrypt);

function hash({ cronSecret, jwtSecret }: Secrets, salt: Buffer): Promise<Buffer> {
  return scryptAsync(JSON.stringify([cronSecret, jwtSecret]), salt, 32);
}
