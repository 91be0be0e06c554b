import type { Page } from "@playwright/test";
import { callApi, findEmailLink } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

const NEW_PASSWORD = "battery-staple";

const DAYS_30_SECONDS = 30 * 24 * 3_600;

/** The access token in the cookie of a browser. */
async function readToken(page: Page): Promise<string> {
  const cookies = (await page.context().cookies())
    .filter(({ name }) => /opspulse-auth-\d+(\.\d+)?$/.test(name))
    .toSorted((one, other) => one.name.localeCompare(other.name));
  const value = cookies.map((cookie) => cookie.value).join("");
  const text = Buffer.from(value.replace(/^base64-/, ""), "base64url").toString();
  return (JSON.parse(text) as { access_token: string }).access_token;
}

const statusWith = async (token: string) =>
  (await callApi("GET", "/api/routines", { token })).status;

/** Within the minute that an end takes at most, wherever the token is used. */
const expectRefused = (token: string) =>
  expect.poll(() => statusWith(token), { timeout: 60_000 }).toBe(401);

test("sessions are listed with their devices, and each can be ended, or all but this one", async ({
  page,
  browser,
  baseURL,
  account,
}) => {
  test.setTimeout(180_000);
  expect(await statusWith(account.token)).toBe(200);
  const phone = await browser.newContext({
    baseURL: baseURL ?? "",
    userAgent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
  });
  const phonePage = await phone.newPage();
  await signIn(phonePage, account);
  const phoneToken = await readToken(phonePage);

  await signIn(page, account);
  const token = await readToken(page);
  await page.getByRole("link", { name: "Settings" }).first().click();
  await page.getByRole("navigation", { name: "Settings" }).getByText("Sessions").click();
  const sessions = page.getByRole("main").getByRole("listitem").filter({ hasText: "Signed in" });
  await expect(sessions).toHaveCount(3);
  await expect(sessions.filter({ hasText: "this session" })).toHaveCount(1);
  await expect(sessions.filter({ hasText: "this session" })).toContainText("Active now");
  await expect(sessions.filter({ hasText: "Safari 18 on iPhone" })).toContainText("Last used");

  await page.getByRole("button", { name: "End session: Safari 18 on iPhone" }).click();
  await expect(sessions).toHaveCount(2);
  await expectRefused(phoneToken);
  await phonePage.goto("/routines");
  await expect(phonePage).toHaveURL(/\/sign-in/);
  await phone.close();

  expect(await statusWith(account.token)).toBe(200);
  await page.getByRole("button", { name: "Sign out everywhere else" }).click();
  await expect(page.getByText("You're signed out everywhere else.")).toBeVisible();
  await expect(sessions).toHaveCount(1);
  await expectRefused(account.token);
  expect(await statusWith(token)).toBe(200);

  await page.getByRole("button", { name: /^End session/ }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await expectRefused(token);
});

test("signing out, and a new password, refuse older access tokens everywhere", async ({
  page,
  account,
}) => {
  test.setTimeout(180_000);
  await signIn(page, account);
  const before = await readToken(page);
  expect(await statusWith(before)).toBe(200);
  await page.goto("/settings");
  await page.getByLabel("Current password").fill(account.password);
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed")).toBeVisible();
  await expectRefused(before);
  await expectRefused(account.token);

  await page.goto("/routines");
  await expect(page).toHaveURL("/routines");
  const after = await readToken(page);
  expect(await statusWith(after)).toBe(200);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await expectRefused(after);
});

test("a reset refuses older access tokens, and only an emailed link opens it", async ({
  page,
  baseURL,
  account,
}) => {
  test.setTimeout(180_000);
  await signIn(page, account);
  const stolen = await readToken(page);
  const { sub } = JSON.parse(Buffer.from(stolen.split(".")[1] ?? "", "base64url").toString()) as {
    sub: string;
  };
  const port = new URL(baseURL ?? "").port;
  // The mark of older versions: the user's id, which is no secret.
  await page
    .context()
    .addCookies([{ name: `opspulse-auth-${port}-recovery`, value: sub, url: baseURL ?? "" }]);
  await page.goto("/reset-password");
  await expect(page.getByText("you need a recent link")).toBeVisible();

  await page.goto("/forgot-password");
  await page.getByLabel("Email").fill(account.email);
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByText("Check your email")).toBeVisible();
  await page.goto(await findEmailLink(account.email));
  await page.getByRole("button", { name: "Choose a new password" }).click();
  await expect(page.getByLabel("New password")).toBeVisible();
  const recovered = await readToken(page);
  const mark = (await page.context().cookies()).find(({ name }) => name.endsWith("-recovery"));
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page).toHaveURL("/");
  for (const token of [stolen, recovered, account.token]) await expectRefused(token);

  await page
    .context()
    .addCookies([{ name: mark?.name ?? "", value: mark?.value ?? "", url: baseURL ?? "" }]);
  await page.goto("/reset-password");
  await expect(page.getByText("you need a recent link")).toBeVisible();
});

test("deleting an account asks for the password", async ({ page, account }) => {
  await signIn(page, account);
  await page.goto("/settings/account");
  const remove = page.getByRole("button", { name: "Delete account" });
  for (const [password, problem] of [
    ["", "Enter your password."],
    ["not-the-password", "This isn't your password."],
  ] as const) {
    await page.getByLabel(/To confirm, type/).fill(account.email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await remove.click();
    await expect(page.getByText(problem)).toBeVisible();
  }
  expect(await statusWith(account.token)).toBe(200);
  await page.getByLabel(/To confirm, type/).fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await remove.click();
  await expect(page.getByText("Your account was deleted")).toBeVisible();
  await expectRefused(account.token);
});

test("every cookie lives 30 days at most, and no script reads it", async ({ page, account }) => {
  await signIn(page, account);
  await page.goto("/settings");
  await page.getByRole("button", { name: /português/i }).click();
  await expect(page.getByRole("heading", { name: "Configurações" })).toBeVisible();
  const cookies = await page.context().cookies();
  expect(cookies.length).toBeGreaterThan(1);
  for (const { name, expires, httpOnly, sameSite } of cookies) {
    expect({ name, httpOnly, sameSite }).toEqual({ name, httpOnly: true, sameSite: "Lax" });
    expect(expires - Date.now() / 1_000).toBeLessThan(DAYS_30_SECONDS + 60);
    expect(expires).toBeGreaterThan(0);
  }
});
