import { expect, signInAs, test } from "@/tests/e2e/support/story";

test("without a connection the page says so, keeps what was typed, and goes on afterwards", async ({
  page,
  context,
  say,
  account,
  receiver,
}) => {
  await signInAs(page, say, account);
  await page.goto("/routines/new");
  await page.getByLabel(say("routineForm.url"), { exact: true }).fill(`${receiver.url}/ok`);
  await page.getByLabel(say("routineForm.name"), { exact: true }).fill("Patient");
  await context.setOffline(true);
  await expect(page.getByText(say("offline.title"))).toBeVisible();
  await page.getByRole("button", { name: say("routineForm.create") }).click();
  await page
    .getByRole("link", { name: say("nav.runs") })
    .first()
    .click();
  await expect(page).toHaveURL("/routines/new");
  await expect(page.getByLabel(say("routineForm.name"), { exact: true })).toHaveValue("Patient");

  await context.setOffline(false);
  await expect(page.getByText(say("offline.title"))).toHaveCount(0);
  await page.getByRole("button", { name: say("routineForm.create") }).click();
  await expect(page.getByRole("heading", { name: "Patient" })).toBeVisible();
});
