import type { Locator } from "@playwright/test";
import { createRoutine, createRoutineWithRun } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

/** More than a phone shows, and the stretch around the screen that is laid out ahead. */
const ROUTINES = 24;

/** Whether an element takes part in layout and painting. */
const isDrawn = (element: Locator) =>
  element.evaluate((node) => node.checkVisibility({ contentVisibilityAuto: true }));

test("what every page starts with asks to be compiled while it loads", async ({ request }) => {
  const page = await (await request.get("/sign-in")).text();
  const scripts = [...new Set(page.match(/\/_next\/static\/chunks\/[^"\\]+\.js/g))];
  const hinted: string[] = [];
  for (const script of scripts) {
    const text = await (await request.get(script)).text();
    if (text.startsWith("//# allFunctionsCalledOnLoad\n")) hinted.push(text);
  }
  expect(hinted.some((text) => text.includes("hydrateRoot"))).toBe(true);
  expect(hinted.length).toBeLessThan(scripts.length);
});

test("a phone lays out the routines in sight, and the others as they come near", async ({
  page,
  account,
  receiver,
}) => {
  for (let number = 1; number <= ROUTINES; number++) {
    const name = `Routine ${String(number).padStart(2, "0")}`;
    await createRoutine(account, { name, endpoint_url: receiver.url });
  }
  await signIn(page, account);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/routines?sort=name");
  const linkOf = (name: string) => page.getByRole("link", { name, exact: true });
  const last = linkOf(`Routine ${ROUTINES}`);
  expect(await isDrawn(linkOf("Routine 01"))).toBe(true);
  expect(await isDrawn(last)).toBe(false);

  const heightAtFirst = await page.evaluate(() => document.documentElement.scrollHeight);
  await last.focus();
  await expect.poll(() => isDrawn(last)).toBe(true);
  await expect(page.getByRole("row")).toHaveCount(ROUTINES + 1);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(heightAtFirst);
});

test("a phone lays out the runs of a history as they come near, and they are a table", async ({
  page,
  account,
  receiver,
}) => {
  const id = await createRoutineWithRun(account, "Invoices", receiver.url);
  await signIn(page, account);
  // So low that the history, at the end of the page, is well below the screen.
  await page.setViewportSize({ width: 390, height: 320 });
  await page.goto(`/routines/${id}`);
  const history = page.getByRole("table").filter({ has: page.locator('a[href^="/runs/"]') });
  const run = history.getByRole("link", { name: /^Success/ });
  expect(await isDrawn(run)).toBe(false);

  const heightAtFirst = await page.evaluate(() => document.documentElement.scrollHeight);
  await run.focus();
  await expect.poll(() => isDrawn(run)).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(heightAtFirst);
  await expect(history.getByRole("columnheader")).toHaveText(["Outcome", "When", "Duration"]);
  await expect(history.getByRole("row").last().getByRole("cell")).toHaveText([
    /^Success/,
    /^(\d+ s ago|just now)/,
    /ms$/,
  ]);
});

test("the chart of a routine comes once something of the page was painted", async ({
  page,
  account,
  receiver,
}) => {
  const id = await createRoutineWithRun(account, "Invoices", receiver.url);
  await signIn(page, account);
  await page.addInitScript(() => {
    const nothing = new CSSStyleSheet();
    nothing.replaceSync("html { display: none }");
    document.adoptedStyleSheets = [nothing];
  });
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(request.url());
  });
  await page.goto(`/routines/${id}`);
  // Its fold is shown once the page is alive.
  const figures = page.locator("details").filter({ hasText: "Show as a table" });
  await expect(figures).not.toHaveClass(/(^| )invisible( |$)/);
  await page.waitForLoadState("networkidle");
  const untilPainted = scripts.length;

  await page.evaluate(() => {
    document.adoptedStyleSheets = [];
  });
  await expect(page.getByRole("group", { name: "Durations" })).toBeVisible();
  expect(scripts.length).toBeGreaterThan(untilPainted);
});
