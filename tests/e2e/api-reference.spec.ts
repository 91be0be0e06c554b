import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { knownIds, prepareStage } from "@/tests/e2e/support/api-stage";
import { appUrl, readStackEnv } from "@/tests/e2e/support/app";
import { metricsToken } from "@/tests/e2e/support/start-app";
import { expect, test } from "@/tests/e2e/support/test";

const run = promisify(execFile);

const root = path.join(import.meta.dirname, "../..");

test("each line for curl that reads works when it is pasted from the reference", async ({
  account,
  receiver,
  page,
}) => {
  const stage = await prepareStage(account, receiver.url);
  const { CRON_SECRET = "" } = await readStackEnv();
  await page.goto("/docs/api");
  await expect(page.getByRole("heading", { name: "API reference" })).toBeVisible();
  const lines = await page.locator("pre", { hasText: "curl" }).allInnerTexts();
  // This instance has no model, so there is nothing that one would get.
  const reading = lines.filter((line) => !line.includes(" -X ") && !line.includes('/explain"'));
  expect(reading.length).toBeGreaterThan(25);
  for (const line of reading) {
    expect(line).toContain(`"${appUrl()}/api/`);
    const { pathname } = new URL(/"([^"]+)"/.exec(line)?.[1] ?? "");
    const { id = "", runId = "", minute = "", key = "" } = knownIds(pathname, stage);
    const { stdout } = await run("bash", ["-c", `${line.trim()} -w '\\n%{http_code}'`], {
      env: {
        ...process.env,
        ...{ ID: id, RUN_ID: runId, MINUTE: minute, KEY: key },
        ...{ OPSPULSE_KEY: stage.keys.all, METRICS_TOKEN: metricsToken },
        CRON_SECRET,
      },
    });
    expect(stdout.trim().split("\n").at(-1), line).toBe("200");
  }
});

test("the reference is reached from the contents, and is whole without JavaScript", async ({
  browser,
}) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    baseURL: appUrl(),
    viewport: { width: 390, height: 844 },
  });
  const page = await context.newPage();
  await page.goto("/docs");
  await page.getByRole("main").getByRole("link", { name: "API reference" }).first().click();
  await expect(page).toHaveURL(/\/docs\/api$/);
  const create = page.getByRole("heading", { name: "Create a routine", exact: true });
  await expect(create).toBeVisible();
  await expect(page.getByText("endpoint_url").first()).toBeVisible();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "nothing is wider than a phone").toBeLessThanOrEqual(390);
  await context.close();
});

test("the type of a problem leads to the section that explains it", async ({ page }) => {
  const response = await fetch(`${appUrl()}/api/routines`);
  const { type } = (await response.json()) as { type: string };
  expect(type).toBe(`${appUrl()}/docs/reference/problems#unauthenticated`);
  await page.goto(type);
  await expect(page.locator("#unauthenticated")).toBeInViewport();
});

test("a typed client that is made from the document works as the guide shows it", async ({
  account,
  receiver,
}) => {
  const { keys } = await prepareStage(account, receiver.url);
  const guide = await readFile(path.join(root, "docs/guides/api.md"), "utf8");
  const program = (/```ts\n([^]*?)```/.exec(guide)?.[1] ?? "").replaceAll(
    "https://example.com",
    receiver.url,
  );
  expect(program).toContain("createClient<paths>");
  const cache = path.join(root, ".next/cache");
  await mkdir(cache, { recursive: true });
  // Below the packages that it imports.
  const folder = await mkdtemp(path.join(cache, "typed-client-"));
  const bin = (name: string) => path.join(root, "node_modules", name);
  const node = (script: string, ...args: string[]) =>
    run(process.execPath, [script, ...args], {
      cwd: folder,
      env: { ...process.env, APP_URL: appUrl(), OPSPULSE_KEY: keys.all },
    });
  const compile = (file: string) =>
    node(
      bin("typescript/bin/tsc"),
      ...[
        "--ignoreConfig",
        "--noEmit",
        "--strict",
        "--skipLibCheck",
        "--target",
        "es2023",
        "--module",
        "nodenext",
      ],
      ...["--moduleResolution", "nodenext", "--types", "node", file],
    ).then(
      () => "",
      (error: unknown) => (error as { stdout: string }).stdout,
    );
  try {
    await writeFile(path.join(folder, "package.json"), '{"type":"module"}');
    await node(
      bin("openapi-typescript/bin/cli.js"),
      ...[`${appUrl()}/api/openapi.json`, "--output", "opspulse.d.ts"],
    );
    await writeFile(path.join(folder, "create.ts"), program);
    await writeFile(
      path.join(folder, "wrong.ts"),
      program.replace('cron_expression: "0 3 * * *"', "cron_expression: 3"),
    );
    expect(await compile("create.ts")).toBe("");
    expect(await compile("wrong.ts")).toContain("cron_expression");
    const { stdout } = await node("create.ts");
    expect(stdout).toMatch(/^[0-9a-f-]{36} \d{4}-\d\d-\d\dT03:00:00.000Z\n$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
