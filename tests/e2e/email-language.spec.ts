import ptBR from "@/messages/pt-BR.json" with { type: "json" };
import { readStackEnv } from "@/tests/e2e/support/app";
import { expect, test } from "@/tests/e2e/support/test";

/** The metadata by which the auth server chooses the language of a user's emails. */
async function readMailLanguage(account: { email: string; password: string }): Promise<unknown> {
  const env = await readStackEnv();
  const response = await fetch(`${env.SUPABASE_URL}/auth/v1/token?grant_type=password`, {
    method: "POST",
    headers: { "content-type": "application/json", apikey: env.SUPABASE_PUBLISHABLE_KEY ?? "" },
    body: JSON.stringify(account),
  });
  const { user } = (await response.json()) as { user: { user_metadata: { locale?: unknown } } };
  return user.user_metadata.locale;
}

test.use({ locale: "pt-BR" });

test("emails are in the language of the sign-up, and later in the chosen one", async ({ page }) => {
  const account = { email: `ada-${crypto.randomUUID()}@example.com`, password: "correct-horse" };
  await page.goto("/sign-up");
  await page.getByLabel(ptBR.auth.email).fill(account.email);
  await page.getByLabel(ptBR.auth.password, { exact: true }).fill(account.password);
  await page.getByRole("button", { name: ptBR.auth.signUp.submit, exact: true }).click();
  await expect(page).toHaveURL("/");
  expect(await readMailLanguage(account)).toBe("pt-BR");

  await page.goto("/settings");
  await page.getByRole("button", { name: "English", exact: true }).click();
  await expect(page.getByRole("button", { name: "Sign out" })).toBeVisible();
  expect(await readMailLanguage(account)).toBe("en");
});

test("the link of an email leads back to the page that the user signed up from", async ({
  page,
  baseURL,
}) => {
  const asked = new URL("/auth/callback?next=%2Finvitations%2Fabc", baseURL);
  const link = new URLSearchParams({ token_hash: "0a1b2c", type: "signup", next: asked.href });
  await page.goto(`/auth/confirm?${link}`);
  await expect(page.locator("input[name=next]")).toHaveValue("/invitations/abc");
});
