import postgres from "postgres";
import { callApi, readStackEnv } from "@/tests/e2e/support/app";
import { plantedCanary } from "@/tests/e2e/support/canary";
import { expect, signIn, test } from "@/tests/e2e/support/test";

/** Gives an account the workspace that the planted secrets are for. */
async function giveWorkspace(email: string, workspaceId: string): Promise<void> {
  const { DATABASE_URL = "" } = await readStackEnv();
  const sql = postgres(DATABASE_URL, { max: 1, prepare: false, fetch_types: false });
  try {
    const made = await sql`
      insert into workspaces (id, owner_id, name)
      select ${workspaceId}, id, 'Vault' from auth.users where email = ${email}
      returning id`;
    expect(made).toHaveLength(1);
  } finally {
    await sql.end();
  }
}

test("a secret is chosen by its name, sent to its endpoint, and seen by nobody", async ({
  page,
  account,
}) => {
  const { url, workspaceId } = plantedCanary();
  await giveWorkspace(account.email, workspaceId);
  await signIn(page, account);
  await page.getByRole("button", { name: "Personal" }).click();
  await page.getByRole("menuitemradio", { name: /Vault/ }).click();
  await expect(page.getByRole("button", { name: "Vault" })).toBeVisible();

  await page.goto("/routines/new");
  await page.getByLabel("Name", { exact: true }).fill("Charge cards");
  await page.getByLabel("URL", { exact: true }).fill(`${url}/pay`);
  await page.getByLabel("Method").selectOption("POST");
  await page.getByText("Kind and authentication", { exact: true }).click();
  await page.getByLabel("Secret to send", { exact: true }).selectOption("CANARY");
  await page.getByRole("button", { name: "Create routine" }).click();
  await expect(page.getByRole("heading", { name: "Charge cards" })).toBeVisible();
  await page.getByRole("button", { name: "Run now" }).click();
  await page.getByRole("link", { name: "Open the run" }).click();
  await expect(page).toHaveURL(/\/runs\//);
  // The endpoint gives back all that it was sent: the header arrived, and its value is masked.
  await expect(page.getByText("Bearer [secret]").first()).toBeVisible();
  await page.getByRole("link", { name: "Open the routine" }).click();
  await page.getByRole("link", { name: "Edit" }).click();
  await expect(page.getByLabel("Secret to send", { exact: true })).toHaveValue("CANARY");
  await page.goto("/settings/secrets");
  await expect(page.getByText("CANARY", { exact: true })).toBeVisible();

  const inVault = { token: account.token, headers: { "OpsPulse-Workspace": workspaceId } };
  const signed = await callApi("POST", "/api/routines", {
    ...inVault,
    body: {
      name: "Tell the ledger",
      kind: "WEBHOOK",
      http_method: "POST",
      body: "{}",
      endpoint_url: `${url}/hook`,
      interval_minutes: 5,
      signing_secret_ref: "CANARY_KEY",
      success_rules: [{ type: "body", operator: "contains", value: "nothing like it" }],
    },
  });
  expect(signed.status).toBe(201);
  const { id } = (await signed.json()) as { id: string };
  const ran = await callApi("POST", `/api/routines/${id}/run`, inVault);
  const run = (await ran.json()) as { id: string };
  const shown = await callApi("GET", `/api/routines/${id}/runs/${run.id}`, inVault);
  const detail = (await shown.json()) as { response_body: string };
  expect(detail.response_body).toContain('"webhook-signature":"v1,');
  for (const path of ["/api/routines", `/api/routines/${id}`, `/api/routines/${id}/runs`]) {
    expect((await callApi("GET", path, inVault)).status).toBe(200);
  }
});

test("a secret of another workspace is answered like one that does not exist", async ({
  account,
}) => {
  const { url } = plantedCanary();
  const answers = await Promise.all(
    ["CANARY", "NO_SUCH_SECRET"].map(async (secret_ref) => {
      const response = await callApi("POST", "/api/routines", {
        token: account.token,
        body: {
          name: "Charge cards",
          endpoint_url: `${url}/pay`,
          interval_minutes: 5,
          auth_mode: "SECRET_REF",
          secret_ref,
        },
      });
      const problem = (await response.json()) as { errors: unknown };
      return { status: response.status, errors: problem.errors };
    }),
  );
  expect(answers[0]?.status).toBe(422);
  expect(answers[0]).toEqual(answers[1]);
});

test("an admin keeps a secret in the settings, and a routine sends it to its origin", async ({
  page,
  account,
  receiver,
}) => {
  const value = "sk_live_51HxQz7Jm2Kd9Rt4";
  await signIn(page, account);
  await page.goto("/settings/secrets");
  await page.getByLabel("Name", { exact: true }).fill("STRIPE");
  await page.getByLabel("Value", { exact: true }).fill("short");
  await page.getByLabel("Where it may be sent").fill(receiver.url);
  await page.getByRole("button", { name: "Add secret" }).click();
  await expect(page.getByText("Use at least 8 characters")).toBeVisible();
  // What was typed is still there, the value in the field for passwords alone.
  await page.getByLabel("Value", { exact: true }).fill(value);
  await page.getByRole("button", { name: "Add secret" }).click();
  await expect(page.getByRole("heading", { name: "STRIPE" })).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("");

  const created = await callApi("POST", "/api/routines", {
    token: account.token,
    body: {
      name: "Charge cards",
      endpoint_url: `${receiver.url}/ok`,
      interval_minutes: 5,
      auth_mode: "SECRET_REF",
      secret_ref: "STRIPE",
    },
  });
  expect(created.status).toBe(201);
  const { id } = (await created.json()) as { id: string };
  await callApi("POST", `/api/routines/${id}/run`, { token: account.token });
  expect(receiver.requests.at(-1)?.headers.authorization).toBe(`Bearer ${value}`);

  await page.reload();
  await page.getByText("Change STRIPE").click();
  const kept = page.getByRole("listitem").filter({ has: page.getByRole("heading") });
  await kept.getByLabel("New value").fill("sk_live_another_value");
  await kept.getByLabel("How it's sent").fill("X-API-Key: {value}");
  await kept.getByRole("button", { name: "Save changes" }).click();
  await expect(kept.getByText("X-API-Key: {value}", { exact: true })).toBeVisible();
  await callApi("POST", `/api/routines/${id}/run`, { token: account.token });
  expect(receiver.requests.at(-1)?.headers["x-api-key"]).toBe("sk_live_another_value");
  expect(await page.content()).not.toContain("sk_live");

  await page.getByText("Delete STRIPE").click();
  await expect(page.getByText("1 routine uses this secret.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Charge cards" })).toBeVisible();
  await page.getByRole("button", { name: "Delete secret" }).click();
  await expect(
    page.getByText("No secrets yet. Add one below to send a token or sign a webhook."),
  ).toBeVisible();
});
