import { expect, test } from "@/tests/e2e/support/test";

test("a newcomer signs up, creates a routine, sees a manual and a scheduled run, and deletes it", async ({
  page,
  receiver,
}) => {
  test.setTimeout(180_000);
  const email = `newcomer-${crypto.randomUUID()}@example.com`;

  await page.goto("/");
  await page.getByRole("link", { name: "Create account" }).first().click();
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("correct-horse");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL("/");

  await page.goto("/routines");
  await page.getByRole("button", { name: "New routine" }).first().click();
  await expect(page).toHaveURL("/routines/new");
  await page.getByLabel("Name", { exact: true }).fill("Nightly import");
  await page.getByLabel("URL", { exact: true }).fill(`${receiver.url}/ok`);
  await page.getByLabel("Method").selectOption("POST");
  await page.getByLabel("Every (minutes)").fill("5");
  await page.getByRole("button", { name: "Create routine" }).click();
  await expect(page).toHaveURL(/\/routines\/[0-9a-f-]{36}$/);
  await expect(page.getByRole("heading", { name: "Nightly import" })).toBeVisible();

  await page.evaluate(() => (document.documentElement.dataset.sameDocument = "yes"));
  await page.getByRole("button", { name: "Run now" }).click();
  const history = page.getByRole("table");
  await expect(history.getByRole("row", { name: /manual/i })).toBeVisible();
  await expect(history.getByRole("row", { name: /manual/i })).toContainText("200");
  expect(receiver.requests[0]).toMatchObject({ method: "POST", path: "/ok" });

  await expect(history.getByRole("row", { name: /schedule/i })).toBeVisible({ timeout: 90_000 });
  expect(receiver.requests.length).toBeGreaterThanOrEqual(2);
  await expect(page.locator("html")).toHaveAttribute("data-same-document", "yes");

  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  await page.getByRole("button", { name: "Resume" }).click();
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();

  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Weekly import");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("heading", { name: "Weekly import" })).toBeVisible();

  await page.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("Weekly import");
  await dialog.getByRole("button", { name: /Delete/ }).click();
  await expect(page).toHaveURL("/routines");
  await expect(page.getByText("Weekly import")).toHaveCount(0);
});

test("the demo's routines run by themselves within two minutes of the first start, and one fails", async ({
  page,
}) => {
  test.setTimeout(180_000);
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill("demo@opspulse.app");
  await page.getByLabel("Password", { exact: true }).fill("opspulse");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/");
  await page.goto("/runs");
  await expect(page.getByRole("row", { name: /schedule/i }).first()).toBeVisible({
    timeout: 120_000,
  });
  await page.goto("/routines");
  expect(await page.getByRole("row").count()).toBeGreaterThanOrEqual(5);

  await page.goto("/");
  await expect(page.getByText("This is a demo")).toBeVisible();
  await expect(page.getByText("1 routine needs attention.")).toBeVisible({ timeout: 60_000 });
  await page.getByRole("main").getByRole("heading", { level: 3 }).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1, name: "Payments gateway" })).toBeVisible();
  await expect(page.getByText("it always responds with 503")).toBeVisible();
  await page.goto("/routines?q=Checkout");
  await page.getByRole("link", { name: "Checkout" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Checkout" })).toBeVisible();
  await expect(page.getByText("made to fail")).toHaveCount(0);
});
