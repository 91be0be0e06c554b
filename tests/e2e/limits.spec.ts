import { counterKey } from "@/lib/services/limits/charge-rate";
import { queryStack } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

test("signing in too often is answered with when to try again", async ({ page, account }) => {
  await page.goto("/sign-in");
  const alert = page.getByRole("alert").filter({ hasText: /\w/ });
  const pause = alert.filter({
    hasText: /That was tried too often\. Try again in \d+ (second|minute)/,
  });
  await page.getByLabel("Email").fill(account.email);
  // The pauses double, so that even a slow machine meets one.
  for (let attempt = 0; attempt < 12 && !(await pause.isVisible()); attempt += 1) {
    await page.getByLabel("Password", { exact: true }).fill("not-the-password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("button", { name: "Sign in" })).toBeEnabled();
    await expect(alert).toBeVisible();
  }
  await expect(pause).toBeVisible();
  await expect(page.getByLabel("Email")).toHaveValue(account.email);
});

test("the limits of a workspace and of the API are shown before they are met", async ({
  page,
  account,
  receiver,
}) => {
  await signIn(page, account);
  const created = await page.request.post("/api/routines", {
    headers: { origin: new URL(page.url()).origin },
    data: { name: "One", endpoint_url: `${receiver.url}/ok`, interval_minutes: 1_440 },
  });
  expect(created.status()).toBe(201);
  expect(created.headers()["ratelimit-policy"]).toBe(
    '"writes_user";q=1500;w=60, "writes_workspace";q=3000;w=60',
  );
  expect(created.headers().ratelimit).toMatch(
    /^"writes_user";r=\d+;t=\d+, "writes_workspace";r=\d+;t=\d+$/,
  );
  await page.goto("/settings/workspace");
  const limits = page.getByRole("heading", { name: "Limits" }).locator("../..");
  await expect(limits).toContainText("1 of 2,000");
  await expect(limits).toContainText("1 of 50");
  await expect(limits).toContainText("1 of 500,000");
});

test("what is done too often is refused with when to try again, and nothing typed is lost", async ({
  page,
  account,
  receiver,
}) => {
  await signIn(page, account);
  const post = () =>
    page.request.post("/api/routines", {
      headers: { origin: new URL(page.url()).origin },
      data: { name: "One", endpoint_url: `${receiver.url}/ok`, interval_minutes: 1_440 },
    });
  expect((await post()).status()).toBe(201);
  await queryStack(async (sql) => {
    const [user] = await sql<{ id: string }[]>`
      select id from auth.users where email = ${account.email}`;
    const key = counterKey({ limit: "writes_user", of: user?.id ?? "" });
    await sql`update public.rate_counters set hits = 1500 where key = ${key}`;
  });
  const refused = await post();
  expect(refused.status()).toBe(429);
  expect(Number(refused.headers()["retry-after"])).toBeGreaterThan(0);
  expect(refused.headers().ratelimit).toMatch(/^"writes_user";r=0;t=\d+, /);
  expect(refused.headers()["content-type"]).toBe("application/problem+json");
  expect(await refused.json()).toMatchObject({ status: 429, code: "RATE_LIMITED", errors: [] });
  expect((await page.request.get("/api/routines")).status()).toBe(200);

  await page.goto("/routines/new");
  await page.getByLabel("Name", { exact: true }).fill("Kept");
  await page.getByLabel("URL", { exact: true }).fill("https://example.com/kept");
  await page.getByRole("button", { name: "Create routine" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Try again in" })).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Kept");
  await expect(page.getByLabel("URL", { exact: true })).toHaveValue("https://example.com/kept");
});
