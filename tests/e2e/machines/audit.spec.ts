import { callApi } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

type Listed = { data: { action: string; address: string | null }[]; next_cursor: string | null };

test("an admin reads who changed what, on the page, in a file and by the API", async ({
  page,
  account,
  receiver,
}) => {
  const { token } = account;
  const routine = { name: "Payments", endpoint_url: receiver.url, interval_minutes: 5 };
  const created = await callApi("POST", "/api/routines", { token, body: routine });
  const { id } = (await created.json()) as { id: string };
  await callApi("PATCH", `/api/routines/${id}`, { token, body: { is_active: false } });
  const renamed = { name: "Billing", headers_json: { "X-Signed-By": "hunter2" } };
  await callApi("PATCH", `/api/routines/${id}`, { token, body: renamed });
  const gone = { ...routine, name: "Gone" };
  const other = await callApi("POST", "/api/routines", { token, body: gone });
  const { id: goneId } = (await other.json()) as { id: string };
  await callApi("DELETE", `/api/routines/${goneId}`, { token });

  const list = async (query: string) => {
    const response = await callApi("GET", `/api/audit?${query}`, { token });
    expect(response.status).toBe(200);
    return (await response.json()) as Listed;
  };
  const { data } = await list(`target_id=${id}`);
  expect(data.map(({ action }) => action)).toEqual([
    "routine.updated",
    "routine.updated",
    "routine.created",
  ]);
  expect(data[0]?.address).toMatch(/^(127\.0\.0\.1|::1)$/);
  const bad = await callApi("GET", "/api/audit?actor=me", { token });
  expect(bad.status).toBe(422);
  const refused = await callApi("PUT", "/api/audit", { token });
  expect(refused.status).toBe(405);

  await signIn(page, account);
  await page.goto("/settings/audit");
  const row = (text: string | RegExp) => page.getByRole("row").filter({ hasText: text });
  await expect(row("Paused the routine Payments")).toContainText(account.email);
  await expect(row("Deleted the routine Gone")).toContainText("(deleted)");
  const changed = row("Changed the routine Billing");
  await changed.getByText("2 fields").click();
  await expect(changed).toContainText("Payments → became Billing");
  await expect(changed).toContainText("headers_json.X-Signed-By");
  await expect(page.getByText("hunter2")).toHaveCount(0);
  await page.getByLabel("Search").fill("gone");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/q=gone/);
  await expect(page.getByRole("row")).toHaveCount(3);

  const downloading = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export CSV" }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^audit-.*\.csv$/);
  const csv = await callApi("GET", "/api/audit/export?q=gone", { token });
  const text = await csv.text();
  expect(text.trimEnd().split("\r\n")).toHaveLength(3);
  expect((await list("action=audit.exported")).data).toHaveLength(2);
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(row("Exported the audit log")).toHaveCount(2);
  await page.getByRole("link", { name: "Billing" }).click();
  await expect(page.getByRole("heading", { name: "Billing" })).toBeVisible();
});
