import { expect, expectNoSidewaysScroll, test } from "@/tests/e2e/support/story";

test("a stranger becomes a user and sees a first run within a minute", async ({
  page,
  say,
  receiver,
}) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(say("landing.title"));
  await expectNoSidewaysScroll(page);
  await page
    .getByRole("link", { name: say("landing.createAccount") })
    .first()
    .click();
  await page.getByLabel(say("auth.email")).fill(`visitor-${crypto.randomUUID()}@example.com`);
  await page.getByLabel(say("auth.password"), { exact: true }).fill("correct-horse");
  await page.getByRole("button", { name: say("auth.signUp.submit"), exact: true }).click();
  await expect(page.getByText(say("overview.emptyText"))).toBeVisible();
  await expectNoSidewaysScroll(page);

  // The empty state leads to the form in one step.
  await page
    .getByRole("main")
    .getByRole("button", { name: say("routines.new") })
    .click();
  await expect(page).toHaveURL("/routines/new");
  await page.getByLabel(say("routineForm.url"), { exact: true }).fill(`${receiver.url}/ok`);
  await page.getByLabel(say("routineForm.name"), { exact: true }).fill("Heartbeat");
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: say("routineForm.create") }).click();
  await expect(page.getByRole("heading", { name: "Heartbeat" })).toBeVisible();
  await page.getByRole("button", { name: say("common.runNow") }).click();
  await page.getByRole("link", { name: say("routine.openRun") }).click();
  await expect(
    page.getByRole("heading", { name: say("run.titleOf", { name: "Heartbeat" }) }),
  ).toBeVisible();
  await expect(page.getByRole("heading", { name: say("run.phases.title") })).toBeVisible();
  await expectNoSidewaysScroll(page);
  expect(receiver.requests[0]?.path).toBe("/ok");
});
