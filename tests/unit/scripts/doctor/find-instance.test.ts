import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { EnvError } from "@/lib/env";
import { privateFilesCheck } from "@/scripts/doctor/checks/private-files";
import { findInstance, readOptions } from "@/scripts/doctor/find-instance";
import { writeEnvFile } from "@/scripts/stack/env-file";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "opspulse-doctor-"));
});

afterEach(() => rm(directory, { recursive: true }));

const stack = {
  APP_URL: "http://localhost:3210",
  DATABASE_URL: "postgres://127.0.0.1:54399/postgres",
  SUPABASE_URL: "http://127.0.0.1:54398",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_of_the_stack",
  CRON_SECRET: "c".repeat(32),
};

const supabase = {
  APP_URL: "https://opspulse.example.com",
  DATABASE_URL: "postgres://user:password@db.example.com:6543/postgres",
  SUPABASE_URL: "https://project.supabase.co",
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_of_the_project",
  CRON_SECRET: "d".repeat(32),
};

const open = (variables: Record<string, string>) =>
  findInstance({ OPSPULSE_DIR: directory, ...variables }, { projectRoot: directory, url: null });

const find = async (variables: Record<string, string>, url: string | null = null) =>
  (await findInstance({ OPSPULSE_DIR: directory, ...variables }, { projectRoot: directory, url }))
    .settings;

it("an embedded instance is found by the file that it keeps while it runs", async () => {
  await writeEnvFile(directory, stack);
  const found = await find({});
  expect(found).toMatchObject({
    mode: "embedded",
    url: stack.APP_URL,
    databaseUrl: stack.DATABASE_URL,
    authUrl: stack.SUPABASE_URL,
    publishableKey: stack.SUPABASE_PUBLISHABLE_KEY,
    cronSecret: stack.CRON_SECRET,
  });
  expect(found.env.APP_URL).toBe(stack.APP_URL);
});

it("where nothing runs and nothing is set, the doctor says what to do", async () => {
  await expect(find({})).rejects.toThrow(/Nothing is running in .*npm start/);
});

it("an instance of Supabase is found by its variables alone", async () => {
  expect(await find(supabase)).toMatchObject({
    mode: "supabase",
    url: supabase.APP_URL,
    databaseUrl: supabase.DATABASE_URL,
    authUrl: supabase.SUPABASE_URL,
    cronSecret: supabase.CRON_SECRET,
  });
});

it("--url moves where the app is asked, and leaves APP_URL to be judged", async () => {
  const found = await find(supabase, "http://127.0.0.1:3000");
  expect(found.url).toBe("http://127.0.0.1:3000");
  expect(found.env.APP_URL).toBe(supabase.APP_URL);
});

it("malformed variables are all named", async () => {
  const error: unknown = await find({ ...supabase, SIGN_UP: "maybe", PORT: "x" }).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EnvError);
  expect((error as EnvError).problems).toHaveLength(2);
});

it("arguments are read, and unknown ones are refused with what to use", () => {
  expect(readOptions([])).toEqual({ isJson: false, url: null });
  expect(readOptions(["--json", "--url", "https://a.example"])).toEqual({
    isJson: true,
    url: "https://a.example",
  });
  expect(() => readOptions(["--verbose"])).toThrow("npm run doctor -- [--url");
  expect(() => readOptions(["--url", "ftp://a.example"])).toThrow("--url must be the URL");
});

it("a file of the instance that others can read is found, and is fine again once it is private", async () => {
  await writeEnvFile(directory, stack);
  await writeFile(join(directory, ".env"), "PORT=3210\n", { mode: 0o644 });
  const instance = await open({});
  expect(await privateFilesCheck.run(instance)).toMatchObject({
    level: "problem",
    advice: `Run: chmod go= ${join(directory, ".env")}`,
  });
  await chmod(join(directory, ".env"), 0o600);
  expect(await privateFilesCheck.run(instance)).toMatchObject({ level: "ok" });
});
