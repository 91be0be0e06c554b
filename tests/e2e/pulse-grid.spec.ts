import type { Page } from "@playwright/test";
import { callApi, createRoutineWithRun, queryStack, runRoutine } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

/** Longer than a mouse must rest before the marks are requested. */
const RESTED_MS = 500;

const cardOf = (page: Page) => page.locator("[data-run-card]");
const gridOf = (page: Page) => page.getByRole("group", { name: /^Pulse of all routines/ });
const rowOf = (page: Page, name: string) =>
  gridOf(page).getByRole("listitem").filter({ hasText: name });
const drawingOf = (page: Page, name: string) => rowOf(page, name).locator("svg[role=img]");

/** The middle of the one mark of a routine, in the window. */
async function markPlace(page: Page, name: string) {
  const drawing = drawingOf(page, name);
  await drawing.scrollIntoViewIfNeeded();
  const box = await drawing.boundingBox();
  const line = await drawing.locator("path").first().getAttribute("d");
  const column = /^M([\d.]+)/.exec(line ?? "")?.[1];
  const columns = (await drawing.locator("svg").first().getAttribute("viewBox"))?.split(" ")[2];
  if (box === null || column === undefined) throw new Error(`There is no mark of ${name}.`);
  return { x: box.x + (Number(column) / Number(columns)) * box.width, y: box.y + box.height / 2 };
}

/** The routines of each request for the marks, in order. */
function recordRequests(page: Page): string[][] {
  const requested: string[][] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.pathname === "/api/pulse") requested.push(url.searchParams.getAll("routine_id"));
  });
  return requested;
}

test("hovering a mark of the overview shows its card, and one request serves the whole grid", async ({
  page,
  account,
  receiver,
}) => {
  const broken = await createRoutineWithRun(account, "Invoices", `${receiver.url}/status/503`);
  const healthy = await createRoutineWithRun(account, "Backups", `${receiver.url}/ok`);
  const requested = recordRequests(page);
  await signIn(page, account);
  const card = cardOf(page);
  const hover = async (name: string) => {
    const { x, y } = await markPlace(page, name);
    await page.mouse.move(x, y);
  };
  await expect(drawingOf(page, "Invoices")).toHaveAccessibleName(/1 failed/);
  expect(requested).toEqual([]);

  await hover("Invoices");
  await expect(card).toContainText("Invoices");
  await expect(card).toContainText("Failed");
  await expect(card).toContainText("503");
  await hover("Backups");
  await expect(card).toContainText("Success");
  await expect(card).toContainText("200");
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await hover("Invoices");
  await expect(card).toContainText("503");
  await page.mouse.move(2, 2);
  await expect(card).toHaveCount(0);
  expect(requested).toEqual([[broken, healthy]]);
});

test("a mouse that crosses the grid requests nothing", async ({ page, account, receiver }) => {
  await createRoutineWithRun(account, "Invoices", `${receiver.url}/status/503`);
  await page.clock.install();
  await signIn(page, account);
  const { x, y } = await markPlace(page, "Invoices");
  const requested = recordRequests(page);
  // No time passes while the mouse moves, however slow the machine is.
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.mouse.move(x, y);
  await page.mouse.move(2, 2);
  await page.clock.runFor(RESTED_MS);
  await expect(cardOf(page)).toHaveCount(0);
  expect(requested).toEqual([]);
  await page.mouse.move(x, y);
  await page.clock.runFor(RESTED_MS);
  await expect(cardOf(page)).toContainText("503");
  expect(requested).toHaveLength(1);
});

test("a card shows a run that comes while the grid is open", async ({
  page,
  account,
  receiver,
}) => {
  const id = await createRoutineWithRun(account, "Invoices", `${receiver.url}/ok`);
  await signIn(page, account);
  const { x, y } = await markPlace(page, "Invoices");
  await page.mouse.move(x, y);
  const card = cardOf(page);
  await expect(card).toContainText("Success");
  await callApi("PATCH", `/api/routines/${id}`, {
    token: account.token,
    body: { endpoint_url: `${receiver.url}/status/404` },
  });
  await runRoutine(account, id);
  // The routine fails now, which moves its row down: the mouse stays where it was.
  await expect(page.getByRole("heading", { name: "Needs attention" })).toBeVisible();
  await page.mouse.move(2, 2);
  const moved = await markPlace(page, "Invoices");
  await page.mouse.move(moved.x, moved.y);
  await expect(card).toContainText("404");
});

test("when the request for the marks fails, the grid stays as it is and the next hover tries again", async ({
  page,
  account,
  receiver,
}) => {
  await createRoutineWithRun(account, "Invoices", `${receiver.url}/status/503`);
  await signIn(page, account);
  const { x, y } = await markPlace(page, "Invoices");
  await page.route("**/api/pulse?*", (route) => route.abort());
  const failed = page.waitForEvent("requestfailed", (request) =>
    request.url().includes("/api/pulse"),
  );
  await page.mouse.move(x, y);
  await failed;
  await expect(cardOf(page)).toHaveCount(0);
  await expect(drawingOf(page, "Invoices")).toBeVisible();

  await page.unroute("**/api/pulse?*");
  await page.mouse.move(2, 2);
  await page.mouse.move(x, y);
  await expect(cardOf(page)).toContainText("503");
});

test("the grid is one stop of the tab key, and the arrow keys walk its marks", async ({
  page,
  account,
  receiver,
}) => {
  await createRoutineWithRun(account, "Alpha", `${receiver.url}/ok`);
  await createRoutineWithRun(account, "Beta", `${receiver.url}/status/500`);
  await signIn(page, account);
  const card = cardOf(page);
  const said = page.getByRole("status").filter({ hasText: /^(Alpha|Beta)\./ });
  await expect(drawingOf(page, "Beta")).toBeVisible();
  await page.getByRole("button", { name: "Run now" }).focus();
  await page.keyboard.press("Tab");
  await expect(gridOf(page)).toBeFocused();
  // What fails stands first.
  await expect(card).toContainText("Beta");
  await expect(said).toContainText("HTTP 500");
  await page.keyboard.press("ArrowDown");
  await expect(card).toContainText("Alpha");
  await expect(said).toContainText("Alpha.");
  await page.keyboard.press("ArrowUp");
  await expect(card).toContainText("500");
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await page.keyboard.press("End");
  await expect(card).toContainText("500");
  await page.keyboard.press("Tab");
  await expect(card).toHaveCount(0);
});

test("the grid of a young workspace spans an hour, and grows while it is watched", async ({
  page,
  account,
  receiver,
}) => {
  const id = await createRoutineWithRun(account, "Invoices", `${receiver.url}/ok`);
  await signIn(page, account);
  const spanOf = (text: string) => page.getByRole("heading", { name: `Pulse, last ${text}` });
  await expect(spanOf("hour")).toBeVisible();
  const grid = gridOf(page).locator("..");
  await expect(grid).toContainText(/1 h ago.*45 min ago.*30 min ago.*15 min ago.*now/);
  const height = (await grid.boundingBox())?.height;
  await page.evaluate(() => (document.documentElement.dataset.sameDocument = "yes"));

  await queryStack(
    (sql) => sql`
      update public.routine_runs
      set started_at = started_at - interval '2 hours', created_at = created_at - interval '2 hours'
      where routine_id = ${id}`,
  );
  await runRoutine(account, id);
  await expect(spanOf("3 hours")).toBeVisible();
  await expect(grid).toContainText(/3 h ago.*2 h ago.*1 h ago.*now/);
  await expect(drawingOf(page, "Invoices")).toHaveAccessibleName(/2 succeeded/);
  const first = await markPlace(page, "Invoices");
  const box = await drawingOf(page, "Invoices").boundingBox();
  expect(((first.x - (box?.x ?? 0)) / (box?.width ?? 0)) * 3).toBeCloseTo(1, 0);
  expect((await grid.boundingBox())?.height).toBe(height);
  await page.mouse.move(first.x, first.y);
  await expect(cardOf(page)).toContainText("200");
  await expect(page.locator("html")).toHaveAttribute("data-same-document", "yes");
});

test.describe("on a phone", () => {
  test.use({ hasTouch: true, viewport: { width: 390, height: 844 } });

  test("a tap of a mark shows its card, and one elsewhere closes it", async ({
    page,
    account,
    receiver,
  }) => {
    await createRoutineWithRun(account, "Invoices", `${receiver.url}/status/503`);
    await signIn(page, account);
    const { x, y } = await markPlace(page, "Invoices");
    await page.touchscreen.tap(x, y);
    await expect(cardOf(page)).toContainText("503");
    await page.touchscreen.tap(195, 20);
    await expect(cardOf(page)).toHaveCount(0);
  });
});
