import { expect, signIn, test } from "@/tests/e2e/support/test";

test("a schedule is said in words and shows its next runs while it is typed", async ({
  page,
  account,
}) => {
  await signIn(page, account);
  await page.goto("/routines/new");
  await page.getByLabel("Schedule").selectOption("cron");
  // The reader's own zone comes with the script; what is typed after that stays as it is.
  await expect(page.getByLabel("Time zone")).toHaveValue("America/Sao_Paulo");
  await page.getByLabel("Time zone").fill("Asia/Kathmandu");
  await page.getByLabel("Cron expression").fill("30 9 * * 1-5");
  await expect(page.getByText(/09:30.*Monday through Friday/i)).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Asia/Kathmandu" })).toBeVisible();
  const nextRuns = page.getByRole("row").filter({ hasText: "09:30" });
  await expect(nextRuns).toHaveCount(5);
  // Kathmandu is 5:45 ahead of UTC, and the browser of this test 3 h behind.
  await expect(nextRuns.first()).toContainText("00:45");

  await page.getByLabel("Cron expression").fill("* * * * *");
  await expect(page.getByText(/Leave at least 5 min/)).toBeVisible();
  await page.getByLabel("Cron expression").fill("0 0 30 2 *");
  await expect(page.getByText("It would never run")).toBeVisible();
});
