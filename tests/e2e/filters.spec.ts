import { createRoutine } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

test("on a desktop the filters of a list are all in sight, and a choice keeps the focus", async ({
  page,
  account,
  receiver,
}) => {
  await createRoutine(account, { name: "Checkout", endpoint_url: receiver.url, kind: "CHECK" });
  await createRoutine(account, { name: "Storefront", endpoint_url: receiver.url });
  await signIn(page, account);
  await page.goto("/routines");
  await expect(page.getByRole("button", { name: "Filters" })).toHaveCount(0);
  const kind = page.getByLabel("Kind");
  await kind.selectOption("Check");
  await expect(page).toHaveURL("/routines?kind=CHECK");
  await expect(page.getByText("1 match")).toBeVisible();
  await expect(kind).toHaveValue("CHECK");
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(page).toHaveURL("/routines");
  await expect(kind).toHaveValue("");
  await kind.focus();
  await kind.selectOption("Ping");
  await expect(page).toHaveURL("/routines?kind=PING");
  await expect(kind).toBeFocused();
  await page.goBack();
  await expect(kind).toHaveValue("");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("the filters are under one button that says how many are set", async ({
    page,
    account,
    receiver,
  }) => {
    await createRoutine(account, { name: "Checkout", endpoint_url: receiver.url, kind: "CHECK" });
    await createRoutine(account, { name: "Storefront", endpoint_url: receiver.url });
    await signIn(page, account);
    await page.goto("/routines");
    const button = page.getByRole("button", { name: "Filters" });
    const kind = page.getByLabel("Kind");
    const state = page.getByLabel("State");
    await expect(button).toHaveText("Filters");
    await expect(button).toHaveAttribute("aria-expanded", "false");
    await expect(kind).toBeHidden();
    await expect(page.getByRole("searchbox", { name: "Search" })).toBeVisible();

    await button.focus();
    await page.keyboard.press("Enter");
    await expect(button).toHaveAttribute("aria-expanded", "true");
    await expect(button).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(kind).toBeFocused();
    await kind.selectOption("Check");
    await expect(button).toHaveText("Filters · 1");
    await expect(kind).toBeFocused();
    await state.selectOption("Active");
    await expect(page).toHaveURL("/routines?kind=CHECK&state=active");
    await expect(button).toHaveText("Filters · 2");

    // The order is no filter, and neither is the search.
    await page.goto("/routines?kind=CHECK&sort=name&q=Check");
    await expect(button).toHaveText("Filters · 1");
    await expect(button).toHaveAttribute("aria-expanded", "false");
    await expect(kind).toBeHidden();
    await page.getByRole("link", { name: "Clear filters" }).click();
    await expect(page).toHaveURL("/routines");
    await expect(button).toHaveText("Filters");

    await page.goto("/runs?status=FAIL&triggered_by=MANUAL");
    await expect(button).toHaveText("Filters · 2");
    await expect(page.getByLabel("Trigger")).toBeHidden();
    await button.click();
    await expect(page.getByLabel("Trigger")).toHaveValue("MANUAL");
    await button.click();
    await expect(page.getByLabel("Trigger")).toBeHidden();
  });

  test("without JavaScript the filters are open, and there is no button that does nothing", async ({
    browser,
    page,
    account,
    receiver,
    baseURL,
  }) => {
    await createRoutine(account, { name: "Checkout", endpoint_url: receiver.url, kind: "CHECK" });
    await signIn(page, account);
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 390, height: 844 },
      storageState: await page.context().storageState(),
      ...(baseURL !== undefined && { baseURL }),
    });
    const plain = await context.newPage();
    await plain.goto("/routines");
    await expect(plain.getByRole("button", { name: "Filters" })).toBeHidden();
    await plain.getByLabel("Kind").selectOption("Webhook");
    await plain.getByRole("button", { name: "Apply" }).click();
    await expect(plain).toHaveURL(/kind=WEBHOOK/);
    await expect(plain.getByText("No routines match")).toBeVisible();
    await context.close();
  });
});
