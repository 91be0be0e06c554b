import { callApi, createRoutine } from "@/tests/e2e/support/app";
import {
  expect,
  expectNoSidewaysScroll,
  openFilters,
  signInAs,
  test,
} from "@/tests/e2e/support/story";

const FIRST_ROWS = 15;
const SUCCESSES = 26;

test("a routine's page tells its durations, its whole history, and why it did not run", async ({
  page,
  say,
  account,
  receiver,
}) => {
  const { id } = await createRoutine(account, {
    name: "Reports",
    endpoint_url: `${receiver.url}/status/503`,
  });
  const run = () => callApi("POST", `/api/routines/${id}/run`, { token: account.token });
  await run();
  await callApi("PATCH", `/api/routines/${id}`, {
    token: account.token,
    body: { endpoint_url: `${receiver.url}/ok` },
  });
  for (let count = 0; count < SUCCESSES; count += 1) await run();

  await signInAs(page, say, account);
  await page.goto(`/routines/${id}`);
  const chart = page.getByRole("group", { name: say("chart.walk") });
  await chart.focus();
  await page.keyboard.press("Home");
  const card = page.getByRole("status").filter({ hasText: say("routine.openRun") });
  await expect(card).toContainText(say("status.FAIL"));
  await page.keyboard.press("ArrowRight");
  await expect(card).toContainText(say("status.SUCCESS"));

  const runs = page.getByRole("table").last().locator("tbody tr");
  const shown = (count: number) => page.getByText(say("runs.shown", { count }), { exact: true });
  await expect(
    shown(FIRST_ROWS)
      .or(shown(SUCCESSES + 1))
      .first(),
  ).toBeAttached();
  await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  await expect(runs).toHaveCount(SUCCESSES + 1);
  await expectNoSidewaysScroll(page);

  await openFilters(page, say);
  await page.getByLabel(say("runs.status")).selectOption({ label: say("runs.notSuccess") });
  await expect(page).toHaveURL(/status=NOT_SUCCESS/);
  await expect(runs).toHaveCount(1);
  await page.getByRole("link", { name: say("common.clearFilters") }).click();
  await expect(runs).not.toHaveCount(1);
  await page.getByRole("link", { name: say("chart.ranges.24h") }).click();
  await expect(page).toHaveURL(/range=24h/);
  await page.getByText(say("chart.figures")).click();
  await expect(page.getByRole("columnheader", { name: say("chart.columns.p95") })).toBeVisible();

  await page.getByRole("link", { name: say("slots.title") }).click();
  await expect(page.getByText(say("slots.emptyTitle"))).toBeVisible();
  const minute = page.getByLabel(say("slots.minute", { timezone: "UTC" }));
  await minute.fill("2020-02-29T12:00");
  await page.getByRole("button", { name: say("slots.explain") }).click();
  await expect(page).toHaveURL(/at=2020-02-29/);
  await expect(page.getByRole("status").filter({ hasText: "2020" })).toBeVisible();
  await expectNoSidewaysScroll(page);
});
