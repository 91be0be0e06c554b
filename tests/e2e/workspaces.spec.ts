import postgres from "postgres";
import { demoAccount } from "@/lib/domain/workspace/demo-account";
import { MAX_OWNED_WORKSPACES } from "@/lib/domain/workspace/workspace";
import { readStackEnv } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

/** Gives a user who has one workspace as many as they may own. */
async function ownAsManyAsAllowed(email: string): Promise<void> {
  const sql = postgres((await readStackEnv()).DATABASE_URL ?? "", { max: 1, prepare: false });
  try {
    await sql`
      insert into public.workspaces (owner_id, name)
      select id, 'One of many' from auth.users, generate_series(2, ${MAX_OWNED_WORKSPACES}::int)
      where email = ${email}`;
  } finally {
    await sql.end();
  }
}

test("what would take the demo account away from the others is not offered, and said why", async ({
  page,
}) => {
  await signIn(page, demoAccount);
  const main = page.getByRole("main");

  await page.goto("/settings");
  await expect(main).toContainText("so its password can't be changed");
  await expect(page.getByRole("button", { name: "Change password" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Save" })).toBeVisible();

  await page.goto("/settings/account");
  await expect(main).toContainText("so it can't be deleted");
  await expect(page.getByRole("button", { name: "Delete account" })).toHaveCount(0);

  await page.goto("/settings/workspace");
  await expect(main).toContainText("It can't be transferred or deleted");
  await expect(page.getByText("Delete workspace")).toHaveCount(0);
  await expect(page.getByText("Transfer ownership")).toHaveCount(0);
});

test("a link to another password of the demo account is not mailed, and said why", async ({
  page,
}) => {
  await page.goto("/forgot-password");
  await page.getByLabel("Email").fill(demoAccount.email.toUpperCase());
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByText("so its password can't be changed")).toBeVisible();
});

test("a workspace that a visitor makes as the demo is theirs to delete", async ({ page }) => {
  await signIn(page, demoAccount);
  const name = `Visited ${crypto.randomUUID()}`;
  await page.goto("/workspaces/new");
  await page.getByLabel("Workspace name").fill(name);
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page).toHaveURL("/");
  await page.goto("/settings/workspace");
  await expect(page.getByLabel("Workspace name")).toHaveValue(name);
  await page.getByText("Delete workspace").first().click();
  await page.getByLabel(`To confirm, type ${name}`).fill(name);
  await page.getByRole("button", { name: "Delete workspace" }).click();
  await expect(page).toHaveURL("/");
  await page.goto("/settings/workspace");
  await expect(page.getByRole("main")).not.toContainText(name);
});

test("an owner at the limit of workspaces sees why, and keeps what was typed", async ({
  page,
  account,
}) => {
  await ownAsManyAsAllowed(account.email);
  await signIn(page, account);
  await page.goto("/workspaces/new");
  const name = page.getByLabel("Workspace name");
  await name.fill("One too many");
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Delete one first" })).toHaveText(
    `You own ${MAX_OWNED_WORKSPACES} workspaces, the most an account can own. Delete one first.`,
  );
  await expect(name).toHaveValue("One too many");
});
