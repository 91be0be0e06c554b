import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SealingKeys } from "@/lib/sealing/sealing-keys";
import { getVapidKeys } from "@/lib/services/instance-keys/get-vapid-keys";
import { checkFingerprint } from "@/scripts/stack/instance-fingerprint";
import { neutral } from "@/tests/integration/start/launch";
import { createTestDatabase, type TestDatabase } from "@/tests/support/test-database";

const root = join(import.meta.dirname, "../../..");

const bytes = (byte: number) => Buffer.alloc(32, byte);
const secrets = { cronSecret: "c".repeat(32), jwtSecret: "j".repeat(32) };

let database: TestDatabase;
let directory: string;

beforeAll(async () => {
  database = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), "opspulse-key-"));
});
afterAll(async () => {
  await database.close();
  await rm(directory, { recursive: true });
});

test("an instance with another key of secrets is refused, unless it has the one before too", async () => {
  const [first, second] = [new SealingKeys(bytes(1)), new SealingKeys(bytes(2), bytes(1))];
  const check = ({ prefixes }: SealingKeys) => checkFingerprint(database.url, secrets, prefixes);
  expect(await check(first)).toBe("first");
  // An instance of an older version has set this database up.
  await database.db.execute(sql`update opspulse.instance set sealing_prefix = null`);
  expect(await check(first)).toBe("same");
  expect(await check(new SealingKeys(bytes(2)))).toBe("sealed");
  expect(await check(second)).toBe("same");
  // The new key is the database's now, also for an instance that was not restarted with it.
  expect(await check(first)).toBe("sealed");
  expect(await check(new SealingKeys(bytes(2)))).toBe("same");
  const others = { ...secrets, cronSecret: "d".repeat(32) };
  expect(await checkFingerprint(database.url, others, second.prefixes)).toBe("different");
});

/** The command as an operator of a Supabase project runs it: its exit code, and what it says. */
async function reseal(keys: Record<string, string>): Promise<string> {
  const child = spawn(join(root, "node_modules/.bin/tsx"), ["scripts/reseal-secrets.ts"], {
    cwd: root,
    env: {
      ...process.env,
      ...neutral,
      ...keys,
      OPSPULSE_DIR: directory,
      DATABASE_URL: database.url,
      SUPABASE_URL: "http://127.0.0.1:54321",
      SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x",
      CRON_SECRET: "c".repeat(32),
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  const [code] = (await once(child, "close")) as [number];
  return `${code}: ${output}`;
}

test("npm run secrets:reseal says what it did, and what to do where it can't", async () => {
  const { db } = database;
  const old = new SealingKeys(bytes(3));
  const pair = await getVapidKeys({ db, sealing: old });
  const key = (byte: number) => bytes(byte).toString("base64");
  expect(await reseal({ SECRETS_KEY: key(4) })).toMatch(/^1: .*no previous key/);
  const both = { SECRETS_KEY: key(4), SECRETS_KEY_PREVIOUS: key(3) };
  const done = await reseal(both);
  expect(done).toMatch(/^0: .*now: 1;[^]*remove SECRETS_KEY_PREVIOUS/);
  for (const text of Object.values(both)) expect(done).not.toContain(text);
  expect(await getVapidKeys({ db, sealing: new SealingKeys(bytes(4)) })).toEqual(pair);

  const elsewhere = { workspaceId: null, table: "t", field: "f", rowId: "r" };
  await db.execute(sql`update instance_keys set sealed_private = ${old.seal("k", elsewhere)}`);
  expect(await reseal(both)).toMatch(/^1: [^]*instance_keys, vapid/);
});
