import type { Page, Request } from "@playwright/test";
import { callApi, createRoutine, runRoutine } from "@/tests/e2e/support/app";
import { expectSameDocument, markDocument } from "@/tests/e2e/support/same-document";
import { expect, signIn, test } from "@/tests/e2e/support/test";

const POLL_MS = 2_000;
/** What timers and the wire may shift a question by. */
const TOLERANCE_MS = 150;

/** The questions of the page whether it is up to date. */
function noteQuestions(page: Page): Request[] {
  const questions: Request[] = [];
  page.on("request", (request) => {
    if (new URL(request.url()).pathname === "/api/live") questions.push(request);
  });
  return questions;
}

/** When the answered ones of them left the browser, in milliseconds, by its own clock. */
const departures = (questions: readonly Request[]) =>
  questions.map((question) => question.timing().startTime).filter((at) => at > 0);

const setVisibility = (page: Page, state: "visible" | "hidden") =>
  page.evaluate((value) => {
    Object.defineProperty(document, "visibilityState", { value, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);

test("the overview turns from calm to failing by itself", async ({ page, account, receiver }) => {
  const { id } = await createRoutine(account, {
    name: "Payments",
    endpoint_url: `${receiver.url}/status/503`,
  });
  await signIn(page, account);
  await markDocument(page);
  await runRoutine(account, id);
  await expect(page.getByText("1 routine needs attention.")).toBeVisible();
  await expect(page.getByText(/the server responded with 503/)).toBeVisible();
  await expectSameDocument(page);
});

test("a tab asks at most once in two seconds, and not at all while it is hidden or its reader is away", async ({
  page,
  account,
}) => {
  await page.clock.install();
  await signIn(page, account);
  const questions = noteQuestions(page);
  await expect
    .poll(() => departures(questions).length, { timeout: 45_000 })
    .toBeGreaterThanOrEqual(5);
  const times = departures(questions);
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(POLL_MS - TOLERANCE_MS);

  await setVisibility(page, "hidden");
  const before = questions.length;
  await page.clock.runFor(60_000);
  const shown = page.waitForRequest("**/api/live");
  await setVisibility(page, "visible");
  await shown;
  expect(questions).toHaveLength(before + 1);

  await page.clock.fastForward(11 * 60_000);
  const notice = page.getByRole("status").filter({ hasText: "Updates are paused." });
  await expect(notice).toBeVisible();
  const paused = questions.length;
  await page.clock.fastForward(60 * 60_000);
  await expect(notice).toBeVisible();
  expect(questions).toHaveLength(paused);
  const resumed = page.waitForRequest("**/api/live");
  await page.mouse.move(200, 200);
  await resumed;
  await expect(notice).toBeHidden();
});

test("an open menu and a text that is being typed stay while the list changes", async ({
  page,
  account,
  receiver,
}) => {
  const add = (name: string) =>
    createRoutine(account, { name, endpoint_url: `${receiver.url}/ok` });
  await add("First");
  await signIn(page, account);
  await page.goto("/routines");
  await page.getByLabel("Search").fill("half a wo");
  await add("Second");
  await expect(page.getByRole("row", { name: /Second/ })).toBeVisible();
  await expect(page.getByLabel("Search")).toHaveValue("half a wo");

  const questions = noteQuestions(page);
  await page.getByRole("button", { name: "Actions for First" }).click();
  const menu = page.getByRole("menu");
  await expect(menu).toBeVisible();
  await add("Third");
  const soFar = questions.length;
  await expect.poll(() => questions.length).toBeGreaterThanOrEqual(soFar + 2);
  await expect(menu).toBeVisible();
  const third = page.locator("tr", { hasText: "Third" });
  await expect(third).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(third).toBeVisible();
});

test("a tab that was signed out elsewhere says so, and leads to the form", async ({
  page,
  account,
}) => {
  await signIn(page, account);
  const other = await page.context().newPage();
  await other.goto("/routines");
  await page.getByRole("button", { name: "Sign out" }).click();
  const notice = other.getByRole("status").filter({ hasText: "You're signed out." });
  await expect(notice).toBeVisible();
  await notice.getByRole("link", { name: "Sign in" }).click();
  await expect(other).toHaveURL(/\/sign-in\?next=/);
});

test("only members who are signed in learn whether anything changed, and no cache keeps it", async ({
  account,
}) => {
  const refused = await callApi("GET", "/api/live");
  expect(refused.status).toBe(401);
  const first = await callApi("GET", "/api/live", { token: account.token });
  expect(first.headers.get("cache-control")).toBe("no-store");
  const etag = first.headers.get("etag") ?? "";
  const { version } = (await first.json()) as { version: string };
  expect(etag).toBe(`"${version}"`);
  const again = await callApi("GET", "/api/live", {
    token: account.token,
    headers: { "If-None-Match": etag },
  });
  expect(again.status).toBe(304);
  expect(await again.text()).toBe("");
});
