import { expectAccessible } from "@/tests/e2e/support/accessible";
import { appUrl, signUpByApi } from "@/tests/e2e/support/app";
import { metricsToken, operatorEmail } from "@/tests/e2e/support/start-app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

test("operators see what the instance needs; to everybody else the page doesn't exist", async ({
  page,
  account,
  baseURL,
}) => {
  const operator = await signUpByApi(operatorEmail);

  // A visitor and a member get what a page that doesn't exist gives, without the frame.
  for (const isSignedIn of [false, true]) {
    if (isSignedIn) {
      await signIn(page, account);
      await expect(page.getByRole("link", { name: "Instance" })).toHaveCount(0);
    }
    const missing = await page.goto("/no-such-page");
    const missingText = await page.locator("body").innerText();
    const refused = await page.goto("/operator");
    expect([missing?.status(), refused?.status()]).toEqual([404, 404]);
    expect(await page.locator("body").innerText()).toBe(missingText);
    expect(await page.title()).not.toContain("Instance");
  }
  await page.context().clearCookies();

  await signIn(page, operator);
  await page.getByRole("link", { name: "Instance" }).first().click();
  await expect(page.getByRole("heading", { name: "Instance", exact: true })).toBeVisible();
  const main = page.getByRole("main");
  await expect(main.getByText("Checking…")).toHaveCount(0);
  await main
    .getByText(/checks in order/)
    .first()
    .click();
  await expect(main.getByText(/PostgreSQL .* responds at/)).toBeVisible();
  await expect(main.getByRole("row", { name: /npm-start/ })).toContainText("ago");
  await main.getByRole("button", { name: "Check again" }).click();
  await expect(page).toHaveURL(/\/operator\??$/);
  await expect(main.getByText("Checking…")).toHaveCount(0);

  await expectAccessible(page, "/operator", baseURL);
  await expect(page.getByRole("heading", { name: "Instância", exact: true })).toBeVisible();
});

test("metrics are read with their token, and by nobody else", async () => {
  const read = (authorization?: string) =>
    fetch(`${appUrl()}/api/metrics`, {
      headers: authorization === undefined ? {} : { authorization },
    });
  expect((await read()).status).toBe(401);
  expect((await read(`Bearer ${metricsToken}x`)).status).toBe(401);
  const response = await read(`Bearer ${metricsToken}`);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("version=0.0.4");
  const text = await response.text();
  expect(text).toContain("opspulse_up 1\n");
  expect(text).toMatch(/^opspulse_clock_ticks_total\{clock="npm-start"\} \d+$/m);
});
