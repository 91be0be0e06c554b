import { callApi, createRoutine } from "@/tests/e2e/support/app";
import {
  expect,
  expectNoSidewaysScroll,
  openFilters,
  signInAs,
  test,
} from "@/tests/e2e/support/story";

test("a tag is made in a form, filters the lists, and is set for many and renamed", async ({
  page,
  say,
  account,
  receiver,
}) => {
  test.setTimeout(120_000);
  const { id } = await createRoutine(account, {
    name: "Checkout",
    endpoint_url: `${receiver.url}/ok`,
  });
  for (const name of ["Invoices", "Search"]) {
    await createRoutine(account, { name, endpoint_url: `${receiver.url}/ok` });
  }
  await signInAs(page, say, account);

  await page.goto(`/routines/${id}/edit`);
  const field = page.getByLabel(say("tags.title"), { exact: true });
  await expect(field).toHaveAttribute("list");
  await field.fill("wrong");
  await field.press("Enter");
  await field.press("Backspace");
  await field.fill("Payments");
  await field.press("Enter");
  await field.fill("eu,");
  const chosen = page.getByRole("list", { name: say("tags.chosen") });
  await expect(chosen.getByRole("listitem")).toHaveText(["Payments", "eu"]);
  await page.getByRole("button", { name: say("tags.remove", { name: "eu" }) }).click();
  await page.getByRole("button", { name: say("routineForm.save") }).click();
  const shown = page.getByRole("list", { name: say("tags.title") });
  await expect(shown.getByRole("link", { name: "Payments" })).toBeVisible();
  await expectNoSidewaysScroll(page);

  await shown.getByRole("link", { name: "Payments" }).click();
  await expect(page).toHaveURL(/\/routines\?tag=Payments$/);
  await expect(page.getByText(say("routines.matching", { count: 1 }))).toBeVisible();
  await page.goto("/routines");
  for (const name of ["Invoices", "Search"]) {
    await page.getByRole("checkbox", { name: say("bulk.select", { name }) }).check();
  }
  const bar = page.getByRole("region", { name: say("bulk.label") });
  await bar.getByRole("button", { name: say("tags.title") }).click();
  await bar.getByLabel(say("tags.bulk")).fill("Payments");
  await bar.getByRole("button", { name: say("tags.add") }).click();
  await expect(bar).toContainText(say("bulk.done.tag", { count: 2, tags: "Payments" }));
  await expectNoSidewaysScroll(page);
  await bar.getByRole("button", { name: say("bulk.undo") }).click();
  await expect(bar).toContainText(say("bulk.done.untag", { count: 2, tags: "Payments" }));
  await openFilters(page, say);
  await page.getByLabel(say("tags.filter"), { exact: true }).selectOption("Payments");
  await expect(page).toHaveURL(/tag=Payments/);
  await expect(page.getByText(say("routines.matching", { count: 1 }))).toBeVisible();

  await page.goto("/settings/tags");
  await page.getByText(say("tags.edit", { name: "Payments" })).click();
  await page.getByLabel(say("tags.name"), { exact: true }).last().fill("Billing");
  await page.getByLabel(say("tags.color")).last().selectOption("teal");
  await page
    .getByRole("button", { name: say("settings.save") })
    .last()
    .click();
  await expect(page.getByText(say("tags.edit", { name: "Billing" }))).toBeVisible();
  await expectNoSidewaysScroll(page);
  const answer = await callApi("GET", "/api/routines?tag=billing", { token: account.token });
  expect(await answer.json()).toMatchObject({ data: [{ id, tags: ["Billing"] }] });
});
