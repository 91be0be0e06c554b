import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import type { Browser } from "@playwright/test";
import { findFreePort } from "@/scripts/start/ports";
import {
  choose,
  expectAccessible,
  expectAccessibleNow,
  expectFitsEveryWidth,
} from "@/tests/e2e/support/accessible";
import { readStackEnv } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";
import { openGate, type Gate } from "@/tests/support/gate";
import { waitFor } from "@/tests/support/wait-for";

const next = createRequire(import.meta.url).resolve("next/dist/bin/next");

let gate: Gate;
let server: ChildProcess;
let url: string;

/** A second server of the app beside the stack's own, with a way to the database that can be closed. */
test.beforeAll(async () => {
  const env = await readStackEnv();
  gate = await openGate(env.DATABASE_URL ?? "");
  const port = String(await findFreePort());
  url = `http://localhost:${port}`;
  server = spawn(process.execPath, [next, "start", "-H", "127.0.0.1", "-p", port], {
    env: {
      ...process.env,
      ...env,
      DATABASE_URL: gate.url,
      APP_URL: url,
      LOG_LEVEL: "fatal",
      EGRESS_ALLOW: "127.0.0.0/8",
    },
    stdio: "ignore",
  });
  await waitFor("the second server", () =>
    fetch(`${url}/api/health`).then(
      (response) => response.ok,
      () => false,
    ),
  );
});

test.afterEach(() => gate.open());

test.afterAll(async () => {
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  await ended;
  await gate.close();
});

const title = {
  en: "The database isn't responding",
  "pt-BR": "O banco de dados não está respondendo",
};

/** A page of the second server. The fixture's fails a test whose page is answered 5xx, as happens here. */
const openPage = async (browser: Browser) =>
  (await browser.newContext({ baseURL: url, reducedMotion: "reduce" })).newPage();

test("without its database the app shows a calm page, and comes back by itself", async ({
  browser,
  account,
}) => {
  const page = await openPage(browser);
  await signIn(page, account);
  await gate.close();

  await page.goto("/routines");
  const down = page.getByRole("heading", { name: title.en });
  await expect(down).toBeVisible();
  const main = page.getByRole("main");
  await expect(main.getByRole("alert")).toContainText("Nothing is lost");
  await expect(page.getByRole("link", { name: "Try again" })).toBeVisible();
  await expect(main).not.toContainText(/ECONN|127\.0\.0\.1|postgres:|node_modules/);

  await page.getByRole("link", { name: "Try again" }).click();
  await expect(down).toBeVisible();
  await gate.open();
  await expect(page.getByRole("heading", { name: "Routines", exact: true })).toBeVisible({
    timeout: 30_000,
  });
  await expect(page).toHaveURL("/routines");
  await page.context().close();
});

test("a page that is open while the database goes away says so and keeps what was typed", async ({
  browser,
  account,
  receiver,
}) => {
  test.setTimeout(180_000);
  const page = await openPage(browser);
  await signIn(page, account);
  await page.goto("/routines/new");
  await page.getByLabel("URL", { exact: true }).fill(`${receiver.url}/ok`);
  await gate.close();
  await page.getByRole("button", { name: "Create routine" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page.getByLabel("URL", { exact: true })).toHaveValue(`${receiver.url}/ok`);
  await gate.open();
  const saved = /\/routines\/[0-9a-f-]{36}$/;
  await expect(async () => {
    // The last press may have saved it by now: then there is no button any more.
    if (!saved.test(page.url())) {
      await page.getByRole("button", { name: "Create routine" }).click({ timeout: 5_000 });
    }
    await expect(page).toHaveURL(saved, { timeout: 15_000 });
  }).toPass({ timeout: 90_000 });
  await page.context().close();
});

test("the page without a database is accessible in both themes and languages", async ({
  browser,
  account,
}) => {
  test.setTimeout(120_000);
  const page = await openPage(browser);
  await signIn(page, account);
  await gate.close();
  await expectAccessible(page, "/routines", url);
  await expect(page.getByRole("heading", { name: title["pt-BR"] })).toBeVisible();
  await choose(page, url, "system", "en");
  await page.goto("/");
  await expect(page.getByRole("heading", { name: title.en })).toBeVisible();
  await expectAccessibleNow(page, "the page without a database");
  await expectFitsEveryWidth(page, "the page without a database");
  await page.context().close();
});
