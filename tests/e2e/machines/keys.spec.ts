import { callApi } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

test("a key is made in the settings, calls the API within its scopes, and ends with its deletion", async ({
  page,
  account,
  receiver,
}) => {
  await signIn(page, account);
  await page.goto("/settings/keys");
  await expect(page.getByText("There are no API keys yet.")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Deployments");
  await page.getByLabel(/^read/).uncheck();
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText("Choose at least one scope.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Deployments");
  await page.getByLabel(/^read/).check();
  await page.getByLabel(/^write/).check();
  await page.getByLabel("Addresses").fill("127.0.0.0/8\n::1");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByText("Copy the key now.")).toBeVisible();
  const token = await page.getByText(/^opk_[0-9A-Za-z]{46}$/).innerText();
  const item = page.getByRole("listitem").filter({ hasText: `${token.slice(0, 12)}…` });
  await expect(item).toContainText("Never used");

  const call = async (method: string, path: string, body?: unknown) => {
    const response = await callApi(method, path, { token, body });
    return { status: response.status, text: await response.text() };
  };
  const routine = { name: "By a key", endpoint_url: receiver.url, interval_minutes: 5, key: "a/b" };
  const created = await call("POST", "/api/routines", routine);
  expect(created.status).toBe(201);
  const { id, key } = JSON.parse(created.text) as { id: string; key: string };
  expect(key).toBe("a/b");
  const run = await call("POST", `/api/routines/${id}/run`);
  expect(run.status).toBe(403);
  expect(run.text).toContain("doesn't have the scope");
  expect((await call("POST", "/api/keys", { name: "More", scopes: ["read"] })).status).toBe(403);
  expect((await call("GET", "/api/ping")).status).toBe(403);
  const current = await call("GET", "/api/keys/current");
  expect(JSON.parse(current.text)).toMatchObject({ scopes: ["read", "write"], role: "ADMIN" });
  expect((await call("GET", "/api/keys")).text).not.toContain(token);

  await page.reload();
  await expect(page.getByText(token)).toHaveCount(0);
  await expect(item).toContainText("Last used");
  await expect(item).toContainText("Only from 127.0.0.0/8, ::1");
  await item.getByText("Delete Deployments").click();
  await item.getByRole("button", { name: "Delete key" }).click();
  await expect(page.getByText("There are no API keys yet.")).toBeVisible();
  expect((await call("GET", "/api/routines")).status).toBe(401);
});
