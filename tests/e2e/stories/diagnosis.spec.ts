import { callApi, createRoutine, runRoutine } from "@/tests/e2e/support/app";
import { expect, expectNoSidewaysScroll, signInAs, test } from "@/tests/e2e/support/story";

test("a failing endpoint is found on the overview, understood on the run's page, and mended", async ({
  page,
  say,
  account,
  receiver,
}) => {
  const { id } = await createRoutine(account, {
    name: "Checkout",
    endpoint_url: `${receiver.url}/ok`,
    keep_body: "ALWAYS",
  });
  const change = (body: unknown) =>
    callApi("PATCH", `/api/routines/${id}`, { token: account.token, body });
  await runRoutine(account, id);
  await change({ endpoint_url: `${receiver.url}/status/503` });
  await runRoutine(account, id);

  await signInAs(page, say, account);
  await expect(page.getByText(say("overview.needAttention", { count: 1 }))).toBeVisible();
  const attention = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: say("overview.attentionTitle") }) });
  await expect(attention).toContainText("Checkout");
  await expect(attention).toContainText("503");
  await expectNoSidewaysScroll(page);
  await attention.getByRole("link", { name: "Checkout" }).click();
  await expect(page.getByRole("heading", { name: "Checkout" })).toBeVisible();

  await page.getByRole("link", { name: /503/ }).first().click();
  await expect(page).toHaveURL(/\/runs\//);
  await expect(page.getByText(say("failureCauses.STATUS_UNAVAILABLE.next"))).toBeVisible();
  await expect(page.getByRole("heading", { name: say("run.changes.title") })).toBeVisible();
  await expectNoSidewaysScroll(page);

  await page.getByRole("link", { name: say("run.openRoutine") }).click();
  await page.getByRole("link", { name: say("common.edit") }).click();
  await page.getByLabel(say("routineForm.url"), { exact: true }).fill(`${receiver.url}/ok`);
  await page.getByRole("button", { name: say("routineForm.save") }).click();
  await page.getByRole("button", { name: say("common.runNow") }).click();
  await expect(page.getByRole("link", { name: say("routine.openRun") })).toBeVisible();
  await page.goto("/");
  await expect(page.getByText(say("overview.allWell", { count: 1 }))).toBeVisible();
});
