import { readFile } from "node:fs/promises";
import { appUrl, callApi } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

test("a file is planned, applied and exported in the settings", async ({
  page,
  account,
  receiver,
}) => {
  await signIn(page, account);
  await page.goto("/settings/code");
  const contents = page.getByLabel("Contents");
  const file = (name: string, interval: number) =>
    [
      "version: 1",
      "prefix: team/",
      "tags: [{name: prod, color: red}]",
      "routines:",
      "  - key: team/one",
      `    name: ${name}`,
      `    endpoint_url: ${receiver.url}`,
      `    interval_minutes: ${interval}`,
      "    tags: [prod]",
    ].join("\n");

  await contents.fill(file("First", 1));
  await page.getByRole("button", { name: "Show plan" }).click();
  const problem = page.getByRole("alert").filter({ hasText: "The file has a problem" });
  await expect(problem).toContainText("Line 8:");
  await expect(problem).toContainText("routines.0.interval_minutes");

  await contents.fill(file("First", 5));
  await expect(problem).toHaveCount(0);
  await page.getByRole("button", { name: "Show plan" }).click();
  const plan = page.getByRole("region", { name: "Plan" });
  await expect(plan).toContainText("2 to create, 0 to change, 0 to delete, 0 unchanged.");
  await plan.getByRole("button", { name: "Apply…" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Apply", exact: true }).click();
  await expect(page.getByText("Applied.")).toBeVisible();
  await expect(page.getByText("team/", { exact: true })).toBeVisible();

  await contents.fill(file("Second", 10));
  await page.getByRole("button", { name: "Show plan" }).click();
  await expect(plan.locator("del")).toContainText(['name: "First"', "interval_minutes: 5"]);
  await expect(plan.locator("ins")).toContainText(['name: "Second"', "interval_minutes: 10"]);

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download YAML" }).click(),
  ]);
  const text = await readFile(await download.path(), "utf8");
  expect(text).toContain("key: team/one");
  expect(text).toMatch(/^# yaml-language-server: \$schema=http.*\/api\/schema\/opspulse\.json\n/);
});

test("a key with the scope read plans a file, and only one with write applies it", async ({
  page,
  account,
  receiver,
}) => {
  await signIn(page, account);
  const makeKey = async (scopes: readonly string[]) => {
    const response = await page.request.post("/api/keys", {
      headers: { Origin: appUrl() },
      data: { name: "CI", scopes },
    });
    return ((await response.json()) as { key: string }).key;
  };
  const [reading, writing] = [await makeKey(["read"]), await makeKey(["read", "write"])];
  const body = {
    version: 1,
    routines: [{ key: "one", name: "One", endpoint_url: receiver.url, interval_minutes: 5 }],
  };
  const call = async (token: string, path: string) => {
    const response = await callApi("POST", path, { token, body });
    return { status: response.status, body: (await response.json()) as { plan: string } };
  };
  const planned = await call(reading, "/api/plan");
  expect(planned.status).toBe(200);
  expect((await call(reading, "/api/apply")).status).toBe(403);
  expect((await call(writing, `/api/apply?plan=${"0".repeat(64)}`)).status).toBe(409);
  expect((await call(writing, "/api/apply?dry_run=true")).body).toEqual(planned.body);
  expect((await call(writing, `/api/apply?plan=${planned.body.plan}`)).status).toBe(200);
  expect((await call(writing, "/api/apply")).body).toMatchObject({ changes: [] });

  const yaml = await page.request.get("/api/export");
  expect(yaml.headers()["content-type"]).toBe("application/yaml; charset=utf-8");
  const again = await page.request.post("/api/plan", {
    headers: { "Content-Type": "application/yaml", Origin: appUrl() },
    data: await yaml.body(),
  });
  expect(await again.json()).toMatchObject({ changes: [] });
  const text = await page.request.post("/api/plan", {
    headers: { "Content-Type": "text/plain", Origin: appUrl() },
    data: "version: 1",
  });
  expect(text.status()).toBe(415);
  const large = await page.request.post("/api/plan", {
    headers: { "Content-Type": "application/yaml", Origin: appUrl() },
    data: `# ${"x".repeat(1_000_000)}`,
  });
  expect(large.status()).toBe(413);
});
