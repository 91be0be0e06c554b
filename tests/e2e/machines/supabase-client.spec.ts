import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { createClient } from "@supabase/supabase-js";
import { appUrl, callApi, createRoutine, readStackEnv } from "@/tests/e2e/support/app";
import { expect, test } from "@/tests/e2e/support/test";

const root = path.join(import.meta.dirname, "../../..");

test("supabase-js signs in, and its tokens drive the API", async ({ account, receiver }) => {
  const { SUPABASE_URL = "", SUPABASE_PUBLISHABLE_KEY = "" } = await readStackEnv();
  const { auth } = createClient(SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { email, password } = account;
  const signedIn = await auth.signInWithPassword({ email, password });
  const token = signedIn.data.session?.access_token;
  const { id } = await createRoutine(
    { token: token ?? "" },
    { name: "Health", endpoint_url: `${receiver.url}/ok` },
  );

  const refreshed = (await auth.refreshSession()).data.session?.access_token;
  expect(refreshed).toEqual(expect.any(String));
  const run = await callApi("POST", `/api/routines/${id}/run`, { token: refreshed });
  expect(await run.json()).toMatchObject({ status: "SUCCESS", http_status: 200 });
  const history = await callApi("GET", `/api/routines/${id}/runs`, { token: refreshed });
  expect(await history.json()).toMatchObject({ data: [{ triggered_by: "MANUAL" }] });
});

test("the program with supabase-js of the guide prints the routines of the person", async ({
  account,
  receiver,
}) => {
  await createRoutine(account, { name: "Nightly backup", endpoint_url: `${receiver.url}/ok` });
  const guide = await readFile(path.join(root, "docs/guides/api.md"), "utf8");
  const program = (/```js\n([^]*?)```/.exec(guide)?.[1] ?? "")
    .replace("demo@opspulse.app", account.email)
    .replace('"opspulse"', JSON.stringify(account.password));
  const cache = path.join(root, ".next/cache");
  await mkdir(cache, { recursive: true });
  // Below the packages that it imports.
  const folder = await mkdtemp(path.join(cache, "supabase-client-"));
  try {
    const file = path.join(folder, "program.mjs");
    await writeFile(file, program);
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      env: { ...process.env, ...(await readStackEnv()), APP_URL: appUrl(), FORCE_COLOR: "0" },
    });
    expect(stdout.trim()).toBe("[ 'Nightly backup' ]");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
