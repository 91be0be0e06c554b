import { findEmailLink } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

const alert = "alert";

test("a wrong password and an unknown account get the same message", async ({ page, account }) => {
  const answers: string[] = [];
  for (const email of [account.email, `nobody-${crypto.randomUUID()}@example.com`]) {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("not-the-password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole(alert).filter({ hasText: /\w/ })).toBeVisible();
    answers.push((await page.getByRole(alert).filter({ hasText: /\w/ }).innerText()).trim());
    await expect(page.getByLabel("Email")).toHaveValue(email);
  }
  expect(answers[0]).toBe(answers[1]);
});

test("a forgotten password is reset by the link of an email, and the old one ends", async ({
  page,
  account,
}) => {
  await page.goto("/forgot-password");
  await page.getByLabel("Email").fill(account.email);
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByText("Check your email")).toBeVisible();

  await page.goto(await findEmailLink(account.email));
  await page.getByRole("button", { name: "Choose a new password" }).click();
  await page.getByLabel("New password").fill("battery-staple");
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  await page.getByRole("button", { name: "Sign out" }).click();

  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("The email or password is wrong")).toBeVisible();
  await signIn(page, { email: account.email, password: "battery-staple" });
});

test("a page that needs an account sends to sign-in and comes back", async ({ page, account }) => {
  await page.goto("/routines?q=abc");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/routines?q=abc");
});

test("signing out ends the session for pages and for the API", async ({ page, account }) => {
  await signIn(page, account);
  expect((await page.request.get("/api/routines")).status()).toBe(200);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  expect((await page.request.get("/api/routines")).status()).toBe(401);
  await page.goto("/routines");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a session cookie changes nothing for another site", async ({
  page,
  account,
  baseURL,
  receiver,
}) => {
  await signIn(page, account);
  const data = { name: "Forged", endpoint_url: receiver.url, interval_minutes: 60 };
  const foreign = await page.request.post("/api/routines", {
    data,
    headers: { origin: "https://evil.example.com" },
  });
  expect(foreign.status()).toBe(403);
  const own = await page.request.post("/api/routines", {
    data,
    headers: { origin: baseURL ?? "" },
  });
  expect(own.status()).toBe(201);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("people sign up, make a routine, run, pause and delete it, and sign out", async ({
    page,
    receiver,
  }) => {
    await page.goto("/sign-up");
    await page.getByLabel("Email").fill("not-an-address");
    await page.getByLabel("Password", { exact: true }).fill("correct-horse");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByText("This isn't an email address")).toBeVisible();
    await page.getByLabel("Email").fill(`plain-${crypto.randomUUID()}@example.com`);
    await page.getByLabel("Password", { exact: true }).fill("correct-horse");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page).toHaveURL("/");

    await page.goto("/routines/new");
    await page.getByLabel("Name", { exact: true }).fill("Plain");
    await page.getByLabel("URL", { exact: true }).fill("http://10.0.0.1/");
    await page.getByRole("button", { name: "Create routine" }).click();
    await expect(page.getByText(/isn't public/)).toBeVisible();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Plain");
    await page.getByLabel("URL", { exact: true }).fill(`${receiver.url}/ok`);
    await page.getByRole("button", { name: "Create routine" }).click();
    await expect(page.getByRole("heading", { name: "Plain" })).toBeVisible();

    await page.getByRole("button", { name: "Run now" }).click();
    await expect(page.getByRole("row", { name: /manual/i })).toBeVisible();
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.goto("/routines");
    await expect(page).toHaveURL(/\/sign-in/);
  });
});
