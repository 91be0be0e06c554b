import { callApi, createRoutine, runRoutine } from "@/tests/e2e/support/app";
import { expect, expectNoSidewaysScroll, signInAs, test } from "@/tests/e2e/support/story";

test("maintenance is started from a routine, marks its runs, is ended, and is planned to recur", async ({
  page,
  say,
  account,
  receiver,
}) => {
  test.setTimeout(120_000);
  const { id } = await createRoutine(account, {
    name: "Checkout",
    endpoint_url: `${receiver.url}/status/503`,
    tags: ["eu"],
  });
  await signInAs(page, say, account);

  await page.goto(`/routines/${id}`);
  await page.getByRole("link", { name: say("routine.maintenance") }).click();
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: say("maintenance.forHours", { count: 1 }) }).click();
  await expect(page).toHaveURL("/alerts/maintenance");
  await expect(page.getByRole("heading", { name: say("maintenance.active") })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "Checkout" })).toBeVisible();

  const run = await runRoutine(account, id);
  await page.goto(`/runs/${run.id}`);
  await expect(page.getByText(say("run.inMaintenance"))).toBeVisible();
  await page.goto("/");
  const left = say("overview.succeededOf", { succeeded: 0, finished: 0, maintenance: 1 });
  await expect(page.getByText(left)).toBeVisible();

  await page.goto("/alerts/maintenance");
  await page.getByRole("button", { name: /Maintenance/ }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText(say("maintenance.deleteText", { isActive: "true" }));
  await dialog.getByRole("button", { name: say("maintenance.delete") }).click();
  await expect(page.getByText(say("maintenance.emptyTitle"))).toBeVisible();

  await page.getByRole("link", { name: say("maintenance.new") }).click();
  await page.getByLabel(say("maintenance.name"), { exact: true }).fill("Weekly upgrade");
  await page.getByLabel(say("maintenance.kind")).selectOption("recurring");
  await page.getByLabel(say("maintenance.cron")).fill("0 2 * *");
  await page.getByRole("button", { name: say("maintenance.create") }).click();
  await expect(page.getByLabel(say("maintenance.cron"))).toHaveAttribute("aria-invalid", "true");
  await page.getByLabel(say("maintenance.cron")).fill("0 2 * * 0");
  await expect(page.getByRole("listitem").filter({ has: page.locator("time") })).toHaveCount(3);
  const tags = page.getByLabel(say("maintenance.tags"), { exact: true });
  await expect(tags).toHaveAttribute("list");
  await tags.fill("EU");
  await tags.press("Enter");
  await page.getByRole("button", { name: say("maintenance.create") }).click();
  await expect(page.getByRole("heading", { name: say("maintenance.upcoming") })).toBeVisible();
  await expect(page.getByText("Weekly upgrade")).toBeVisible();
  await expectNoSidewaysScroll(page);
  const answer = await callApi("GET", "/api/maintenance", { token: account.token });
  expect(await answer.json()).toMatchObject({
    data: [{ name: "Weekly upgrade", cron_expression: "0 2 * * 0", tags: ["eu"] }],
  });
});
