import type { Locator, Page } from "@playwright/test";
import { callApi, type Account } from "@/tests/e2e/support/app";
import { expectNoSidewaysScroll } from "@/tests/e2e/support/story";
import { expect, signIn, test } from "@/tests/e2e/support/test";

const PLACES = 40;
/** Longer than a mouse must rest before runs are requested. */
const RESTED_MS = 500;

type Made = { id: string; runIds: string[] };

/** A routine that has run as often as there are paths, with the ids of its runs, oldest first. */
async function createRoutine(
  account: Account,
  name: string,
  origin: string,
  paths: readonly string[],
): Promise<Made> {
  const created = await callApi("POST", "/api/routines", {
    token: account.token,
    // Far away, so that nothing runs meanwhile.
    body: { name, endpoint_url: `${origin}/ok`, cron_expression: "0 0 29 2 *" },
  });
  expect(created.status).toBe(201);
  const { id } = (await created.json()) as { id: string };
  const runIds: string[] = [];
  for (const path of paths) {
    await callApi("PATCH", `/api/routines/${id}`, {
      token: account.token,
      body: { endpoint_url: `${origin}${path}` },
    });
    const run = await callApi("POST", `/api/routines/${id}/run`, { token: account.token });
    expect(run.status).toBe(200);
    runIds.push(((await run.json()) as { id: string }).id);
  }
  return { id, runIds };
}

/** The list, once it is live: only then can its boxes be seen. */
async function openList(page: Page) {
  await page.goto("/routines");
  await expect(page.getByRole("checkbox").last()).toBeVisible();
}

const cardOf = (page: Page) => page.locator("[data-run-card]");

/** The strip of a routine that is in sight. */
const stripOf = (page: Page, name: string) =>
  page.locator("tr", { hasText: name }).locator("[data-strip]:visible");

/** The middle of a mark in the window, counted from the newest, which is 0. */
async function markPlace(strip: Locator, fromNewest: number) {
  const box = await strip.locator("svg").boundingBox();
  if (box === null) throw new Error("The strip is not in sight.");
  return {
    x: box.x + ((PLACES - fromNewest - 0.6) / PLACES) * box.width,
    y: box.y + box.height / 2,
  };
}

/** The routines whose runs the page requested, in order. */
function recordRequests(page: Page): string[] {
  const requested: string[] = [];
  page.on("request", (request) => {
    const id = /^\/api\/routines\/([^/]+)\/runs$/.exec(new URL(request.url()).pathname)?.[1];
    if (id !== undefined) requested.push(id);
  });
  return requested;
}

/** The whole card is in the window. */
async function expectInWindow(page: Page) {
  const box = await cardOf(page).boundingBox();
  const window = page.viewportSize();
  if (box === null || window === null) throw new Error("There is no card.");
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(window.width);
  expect(box.y + box.height).toBeLessThanOrEqual(window.height);
}

test("hovering a mark shows its card, and one request serves the whole strip", async ({
  page,
  account,
  receiver,
}) => {
  const paths = ["/ok", "/status/503", "/ok"];
  const { id } = await createRoutine(account, "Invoices", receiver.url, paths);
  const requested = recordRequests(page);
  await signIn(page, account);
  await openList(page);
  const strip = stripOf(page, "Invoices");
  const rows = page.locator("tbody");
  const before = await rows.boundingBox();
  const hover = async (fromNewest: number) => {
    const { x, y } = await markPlace(strip, fromNewest);
    await page.mouse.move(x, y);
  };

  await hover(1);
  const card = cardOf(page);
  await expect(card).toContainText("Failed");
  await expect(card).toContainText("503");
  await expect(card).toContainText("Duration");
  await hover(0);
  await expect(card).toContainText("200");
  await hover(2);
  await expect(card).toContainText("Success");
  await expectInWindow(page);
  expect(await rows.boundingBox()).toEqual(before);
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await hover(1);
  await expect(card).toContainText("503");
  await page.mouse.move(2, 2);
  await expect(card).toHaveCount(0);
  expect(requested).toEqual([id]);

  await hover(1);
  await page.mouse.down();
  await page.mouse.up();
  await expect(page).toHaveURL(`/routines/${id}`);
});

test("a card shows a new run as soon as the strip does", async ({ page, account, receiver }) => {
  const { id } = await createRoutine(account, "Growing", receiver.url, ["/ok"]);
  const requested = recordRequests(page);
  await signIn(page, account);
  await openList(page);
  const { x, y } = await markPlace(stripOf(page, "Growing"), 0);
  await page.mouse.move(x, y);
  const card = cardOf(page);
  await expect(card).toContainText("200");
  await callApi("PATCH", `/api/routines/${id}`, {
    token: account.token,
    body: { endpoint_url: `${receiver.url}/status/404` },
  });
  await callApi("POST", `/api/routines/${id}/run`, { token: account.token });
  await expect(card).toContainText("404");
  expect(requested.length).toBeLessThanOrEqual(3);
});

test("a mouse that crosses the table requests nothing until it rests", async ({
  page,
  account,
  receiver,
}) => {
  for (const name of ["First", "Second", "Third"]) {
    await createRoutine(account, name, receiver.url, ["/ok"]);
  }
  const { id } = await createRoutine(account, "Last", receiver.url, ["/status/404"]);
  await page.clock.install();
  await signIn(page, account);
  await openList(page);
  await stripOf(page, "First").hover();
  const places = await Promise.all(
    ["First", "Second", "Third", "Last"].map((name) => markPlace(stripOf(page, name), 0)),
  );
  await page.mouse.move(places[0]?.x ?? 0, places[0]?.y ?? 0);
  // The code of the cards is there from here on.
  await expect(cardOf(page)).toContainText("First");
  await page.mouse.move(2, 2);
  const requested = recordRequests(page);
  // No time passes while the mouse moves, however slow the machine is.
  await page.clock.pauseAt(Date.now() + 60_000);
  for (const { x, y } of places) await page.mouse.move(x, y);
  await page.clock.runFor(RESTED_MS);
  await expect(cardOf(page)).toContainText("404");
  expect(requested).toEqual([id]);
});

test("when the request for the runs fails, the card shows what the strip does", async ({
  page,
  account,
  receiver,
}) => {
  await createRoutine(account, "Invoices", receiver.url, ["/status/503", "/ok"]);
  await signIn(page, account);
  await openList(page);
  await page.route("**/api/routines/*/runs?*", (route) => route.abort());
  const { x, y } = await markPlace(stripOf(page, "Invoices"), 1);
  await page.mouse.move(x, y);
  const card = cardOf(page);
  await expect(card).toContainText("Failed");
  await expect(card).not.toContainText("503");
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.unroute("**/api/routines/*/runs?*");
  await page.mouse.move(2, 2);
  await expect(card).toHaveCount(0);
  await page.mouse.move(x, y);
  await expect(card).toContainText("503");
});

test("the strips are one stop of the tab key, and the arrow keys walk them", async ({
  page,
  account,
  receiver,
}) => {
  const lower = await createRoutine(account, "Beta", receiver.url, ["/ok", "/status/500"]);
  const upper = await createRoutine(account, "Alpha", receiver.url, [
    "/status/404",
    "/ok",
    "/status/503",
  ]);
  await signIn(page, account);
  await page.goto("/routines?sort=name");
  const alpha = stripOf(page, "Alpha");
  const beta = stripOf(page, "Beta");
  await expect(page.locator('[data-strip][tabindex="0"]:visible')).toHaveCount(1);
  await expect(alpha).toHaveAccessibleName("Last 3 runs: 1 succeeded, 2 failed, 0 other");
  await expect(alpha).toHaveAccessibleDescription(/arrow keys/);

  await page.locator("[data-routine-link]", { hasText: "Alpha" }).focus();
  await page.keyboard.press("Tab");
  await expect(alpha).toBeFocused();
  const card = cardOf(page);
  const said = page.getByRole("status").filter({ hasText: /^(Alpha|Beta)\./ });
  await expect(card).toContainText("503");
  await expect(said).toContainText("HTTP 503");
  await page.keyboard.press("Home");
  await expect(card).toContainText("404");
  await expect(said).toContainText("HTTP 404");
  await page.keyboard.press("ArrowRight");
  await expect(card).toContainText("200");

  await page.keyboard.press("ArrowDown");
  await expect(beta).toBeFocused();
  await expect(said).toContainText("Beta.");
  await expect(card).toContainText("200");
  await page.keyboard.press("End");
  await expect(card).toContainText("500");
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await expect(beta).toBeFocused();

  await page.keyboard.press("x");
  await expect(page.getByRole("checkbox", { name: "Select Beta" })).toBeChecked();
  await page.keyboard.press("k");
  await expect(page.locator("[data-routine-link]", { hasText: "Alpha" })).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("Tab");
  await expect(beta).toBeFocused();
  await expect(card).toContainText("500");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/runs/${lower.runIds.at(-1) ?? ""}`);
  expect(upper.runIds).not.toContain(lower.runIds.at(-1));
});

test.describe("on a phone", () => {
  test.use({ hasTouch: true });

  test("a tap of a mark shows its card, a second one opens the run, and the row stays a link", async ({
    page,
    account,
    receiver,
  }) => {
    const paths = ["/ok", "/status/503", "/ok"];
    const { id, runIds } = await createRoutine(account, "Invoices", receiver.url, paths);
    await signIn(page, account);
    const requested = recordRequests(page);
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 844 });
      await openList(page);
      const { x, y } = await markPlace(stripOf(page, "Invoices"), 1);
      await page.touchscreen.tap(x, y);
      await expect(cardOf(page)).toContainText("503");
      await expect(page).toHaveURL("/routines");
      await expectInWindow(page);
      await expectNoSidewaysScroll(page);
    }
    expect(requested).toEqual([id, id]);

    const strip = stripOf(page, "Invoices");
    const newest = await markPlace(strip, 0);
    await page.touchscreen.tap(newest.x, newest.y);
    await expect(cardOf(page)).toContainText("200");
    await page.touchscreen.tap(newest.x, newest.y);
    await expect(page).toHaveURL(`/runs/${runIds.at(-1) ?? ""}`);

    await page.goBack();
    await page.getByRole("link", { name: "Invoices", exact: true }).tap();
    await expect(page).toHaveURL(`/routines/${id}`);
  });
});
