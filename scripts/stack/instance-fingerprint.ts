import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import postgres from "postgres";
import { withoutPooler } from "@/db/connections/database-url";

/** Any constant will do, as long as every instance uses the same one. */
const INSTANCE_LOCK = 7_211_450_981;

/** `sealed`: the secrets are the same, but the database's sealed text is under another key. */
export type FingerprintVerdict = "first" | "same" | "different" | "sealed";

/** The secrets that instances of one database share. */
type SharedSecrets = { cronSecret: string; jwtSecret: string };

/**
 * Compares the secrets with those of the instance that set this database up, and makes them the
 * database's own where there was none. The database keeps a salted scrypt hash, never the secrets; of
 * the key of sealed text, it keeps the beginning that each such text has anyway. `sealingPrefixes` are
 * those of the keys, the current one first: a new key is taken where the one before it is among them.
 * Of two instances that start at once, one is the first.
 */
export async function checkFingerprint(
  databaseUrl: string,
  secrets: SharedSecrets,
  sealingPrefixes: readonly string[],
): Promise<FingerprintVerdict> {
  const sql = postgres(withoutPooler(databaseUrl), {
    max: 1,
    prepare: false,
    onnotice: () => undefined,
  });
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
      await tx`alter table opspulse.instance add column if not exists sealing_prefix text`;
      const [prefix = null] = sealingPrefixes;
      const [kept] = await tx<
        { salt: Buffer; fingerprint: Buffer; sealing_prefix: string | null }[]
      >`
        select salt, fingerprint, sealing_prefix from opspulse.instance`;
      if (kept === undefined) {
        const salt = randomBytes(16);
        const fingerprint = await hash(secrets, salt);
        await tx`
          insert into opspulse.instance (salt, fingerprint, sealing_prefix)
          values (${salt}, ${fingerprint}, ${prefix})`;
        return "first";
      }
      const own = await hash(secrets, kept.salt);
      if (!timingSafeEqual(own, kept.fingerprint)) return "different";
      if (kept.sealing_prefix !== null && !sealingPrefixes.includes(kept.sealing_prefix)) {
        return "sealed";
      }
      await tx`update opspulse.instance set sealing_prefix = ${prefix}`;
      return "same";
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

const scryptAsync = promisify<string, Buffer, number, Buffer>(scrypt);

function hash({ cronSecret, jwtSecret }: SharedSecrets, salt: Buffer): Promise<Buffer> {
  return scryptAsync(JSON.stringify([cronSecret, jwtSecret]), salt, 32);
}
