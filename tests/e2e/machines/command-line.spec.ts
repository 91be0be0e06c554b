import { join } from "node:path";
import packageJson from "@/package.json" with { type: "json" };
import { appUrl, callApi, type Account } from "@/tests/e2e/support/app";
import { expect, test } from "@/tests/e2e/support/test";
import { CommandLine } from "@/tests/support/command-line";

const MAX_BYTES = 150 * 1024;

const createKey = async ({ token }: Account, scopes: readonly string[]): Promise<string> => {
  const body = { name: "Command line", scopes };
  const response = await callApi("POST", "/api/keys", { token, body });
  expect(response.status).toBe(201);
  return ((await response.json()) as { key: string }).key;
};

const fetchProgram = (headers: Record<string, string> = {}) =>
  fetch(new URL("/cli.mjs", appUrl()), { headers });

test("an instance serves its command line, and says by a tag that it's still the same", async () => {
  const served = await fetchProgram();
  expect(served.status).toBe(200);
  expect(served.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
  const text = await served.text();
  expect(Buffer.byteLength(text)).toBeLessThan(MAX_BYTES);
  expect(text).toContain(`OpsPulse ${packageJson.version}.`);
  const etag = served.headers.get("etag") ?? "";
  const again = await fetchProgram({ "If-None-Match": `"other", W/${etag}` });
  expect({ status: again.status, text: await again.text() }).toEqual({ status: 304, text: "" });
  expect((await callApi("GET", "/api/health/live")).headers.get("opspulse-version")).toBe(
    packageJson.version,
  );
});

test("the command line that was fetched signs in, creates, runs, explains and ends by its codes", async ({
  account,
  receiver,
}) => {
  const key = await createKey(account, ["read", "write", "run"]);
  const cli = await CommandLine.write(await (await fetchProgram()).text(), key);
  const stored = { env: { OPSPULSE_KEY: "" } };
  const run = (...args: string[]) => cli.run(args, stored);
  try {
    const signedIn = await cli.run(["login"], { ...stored, input: key });
    expect(signedIn).toMatchObject({ code: 0, err: "" });
    expect(signedIn.out).toContain(appUrl());

    const create = (name: string, path: string) =>
      run(
        ...["routines", "create", "--name", name, "--url", `${receiver.url}${path}`],
        ...["--every", "60", "--paused", "--json"],
      );
    const good = JSON.parse((await create("Good", "/status/204")).out) as { id: string };
    expect((await create("Bad", "/status/500")).code).toBe(0);
    const refused = await run("routines", "create", "--name", "", "--url", "x", "--every", "60");
    expect(refused.code).toBe(5);
    expect(refused.err).toContain("  endpoint_url: ");

    const ran = await run("run", "good", "--wait");
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(ran.out).toContain("SUCCESS");
    expect((await run("run", "Bad", "--wait")).code).toBe(1);
    expect((await run("run", good.id, "--json")).code).toBe(0);
    expect((await run("run", "Ugly")).code).toBe(4);

    const listed = await run("runs", "Bad", "--json");
    const response = await callApi("GET", "/api/runs?status=FAIL", { token: key });
    expect(JSON.parse(listed.out)).toEqual(await response.json());
    const logged = await run("logs", "--json");
    const runs = logged.out.trim().split("\n");
    expect(runs.map((line) => (JSON.parse(line) as { routine_name: string }).routine_name)).toEqual(
      ["Good", "Bad", "Good"],
    );

    const why = await run("why", "Good", "2020-01-01T00:00Z");
    expect(why.code).toBe(0);
    expect(why.out).toMatch(/NOT_CREATED\n.*created/i);

    const file = join(cli.folder, "opspulse.yaml");
    expect((await run("routines", "update", "Good", "--key", "e2e/good")).code).toBe(0);
    expect((await run("export", "--prefix", "e2e/", "--output", file)).code).toBe(0);
    expect((await run("plan", file, "--exit-code")).code).toBe(0);
    expect((await run("routines", "update", "e2e/good", "--every", "90")).code).toBe(0);
    const planned = await run("plan", file, "--exit-code");
    expect(planned.code).toBe(10);
    expect(planned.out).toContain("interval_minutes: 90 → 60");
    expect((await run("apply", file)).code).toBe(2);
    expect((await run("apply", file, "--yes")).code).toBe(0);

    expect((await run("ping")).code).toBe(3);
    const pinging = await createKey(account, ["ping"]);
    expect((await cli.run(["ping"], { env: { OPSPULSE_KEY: pinging } })).code).toBe(0);

    expect((await run("routines", "resume", "Good")).code).toBe(0);
    expect((await run("routines", "get", "Good", "--json")).out).toContain('"is_active":true');
    expect((await run("routines", "delete", "Good")).code).toBe(2);
    expect((await run("routines", "delete", "Good", "--yes")).code).toBe(0);
    expect((await run("routines")).out).not.toContain("Good");
  } finally {
    await cli.close();
  }
});
