import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseMasterKey } from "@/lib/sealing/master-key";
import { derivePublishableKey, findSealing, findSecrets } from "@/scripts/stack/secrets";

let directory: string;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), "opspulse-secrets-")), "own");
});

afterEach(() => rm(join(directory, ".."), { recursive: true }));

const variables = { CRON_SECRET: "c".repeat(16), SUPABASE_JWT_SECRET: "j".repeat(32) };

it("secrets are created once, in a file that only their owner can read, and found again", async () => {
  const first = await findSecrets(directory, {});
  expect(first.invented).toEqual(["CRON_SECRET", "SUPABASE_JWT_SECRET", "SECRETS_KEY"]);
  expect(parseMasterKey(first.secrets.sealing.SECRETS_KEY)).not.toBeNull();
  expect(first.secrets.jwtSecret.length).toBeGreaterThanOrEqual(32);
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
  expect((await stat(join(directory, "secrets.json"))).mode & 0o777).toBe(0o600);
  const second = await findSecrets(directory, {});
  expect(second.secrets).toEqual(first.secrets);
  expect(second.invented).toEqual([]);
});

it("variables win over the file, and are not copied into it", async () => {
  await findSecrets(directory, {});
  const before = await readFile(join(directory, "secrets.json"), "utf8");
  const { secrets, invented } = await findSecrets(directory, variables);
  expect(secrets).toMatchObject({ cronSecret: "c".repeat(16), jwtSecret: "j".repeat(32) });
  expect(invented).toEqual([]);
  expect(await readFile(join(directory, "secrets.json"), "utf8")).toBe(before);
});

it("one secret of two is made where one is given", async () => {
  const { invented, secrets } = await findSecrets(directory, { CRON_SECRET: "c".repeat(16) });
  expect(invented).toEqual(["SUPABASE_JWT_SECRET", "SECRETS_KEY"]);
  expect(JSON.parse(await readFile(join(directory, "secrets.json"), "utf8"))).toEqual({
    jwtSecret: secrets.jwtSecret,
    secretsKey: secrets.sealing.SECRETS_KEY,
  });
});

it("new secrets that are refused leave no file", async () => {
  const { forget } = await findSecrets(directory, {});
  await forget();
  await expect(stat(join(directory, "secrets.json"))).rejects.toThrow("ENOENT");
});

it("instances that share the JWT secret share the key of secrets, and no file is made for it", async () => {
  const [one, other] = await Promise.all([
    findSecrets(join(directory, "one"), variables),
    findSecrets(join(directory, "other"), variables),
  ]);
  expect(one.secrets.sealing).toEqual(other.secrets.sealing);
  expect(one.secrets.sealing.SECRETS_KEY).not.toContain(variables.SUPABASE_JWT_SECRET);
  await expect(stat(join(directory, "one"))).rejects.toThrow("ENOENT");
});

it("the key of secrets outlives a new JWT secret, and is made once for a file without one", async () => {
  const { secrets } = await findSecrets(directory, {});
  const path = join(directory, "secrets.json");
  const { secretsKey, ...before } = JSON.parse(await readFile(path, "utf8")) as Record<
    string,
    string
  >;
  expect((await findSecrets(directory, variables)).secrets.sealing).toEqual(secrets.sealing);
  await writeFile(path, JSON.stringify(before));
  const upgraded = await findSecrets(directory, {});
  expect(upgraded.secrets).toEqual(secrets);
  expect(JSON.parse(await readFile(path, "utf8"))).toEqual({ ...before, secretsKey });
});

it("a given key replaces the kept one, which still opens what it has sealed", async () => {
  expect(await findSealing(directory, {})).toBeNull();
  const { SECRETS_KEY: kept } = (await findSecrets(directory, {})).secrets.sealing;
  const SECRETS_KEY = Buffer.alloc(32, 1).toString("base64");
  const SECRETS_KEY_PREVIOUS = Buffer.alloc(32, 2).toString("base64");
  for (const find of [
    findSealing,
    async (...given: Parameters<typeof findSecrets>) =>
      (await findSecrets(...given)).secrets.sealing,
  ]) {
    expect(await find(directory, {})).toEqual({ SECRETS_KEY: kept });
    expect(await find(directory, { SECRETS_KEY })).toEqual({
      SECRETS_KEY,
      SECRETS_KEY_PREVIOUS: kept,
    });
    const both = { SECRETS_KEY, SECRETS_KEY_PREVIOUS };
    expect(await find(directory, both)).toEqual(both);
  }
});

it("a damaged file is named, not replaced", async () => {
  await findSecrets(directory, {});
  const path = join(directory, "secrets.json");
  await writeFile(path, "{");
  await expect(findSecrets(directory, {})).rejects.toThrow(path);
  expect(await readFile(path, "utf8")).toBe("{");
});

it("the publishable key is the same wherever the signing secret is, and does not reveal it", () => {
  const key = derivePublishableKey("j".repeat(32));
  expect(key).toMatch(/^sb_publishable_[\w-]{22}$/);
  expect(derivePublishableKey("j".repeat(32))).toBe(key);
  expect(derivePublishableKey("k".repeat(32))).not.toBe(key);
});
