import { callApi } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";
import { startByteServer } from "@/tests/support/web/byte-server";

test("values of a test's response become rules, with all of their figures", async ({
  page,
  account,
}) => {
  const body = '{"id":9007199254740993,"items":[{"ok":true},{"ok":false}]}';
  const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
  const server = await startByteServer({
    "/ids": [[`${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`]],
  });
  await signIn(page, account);
  await page.goto("/routines/new");
  await page.getByLabel("URL", { exact: true }).fill(`${server.origin}/ids`);
  const testButton = page.getByRole("button", { name: "Test", exact: true });
  await testButton.click();
  const outcome = page.getByRole("status").filter({ hasText: "the server responded" });
  await expect(outcome).toContainText("Succeeded");

  await page.getByRole("button", { name: "Add a rule for $.id" }).click();
  await expect(page.getByLabel("Rule 1", { exact: true })).toBeFocused();
  await expect(page.getByLabel("Rule 1: JSON path")).toHaveValue("$.id");
  await expect(page.getByLabel("Rule 1: Value")).toHaveValue("9007199254740993");
  await testButton.click();
  await expect(outcome).not.toContainText("from before");
  await expect(outcome).toContainText("Succeeded");

  await page.getByRole("button", { name: "Add a rule for $.items[0].ok" }).click();
  await page.getByLabel("Rule 2: JSON path").fill("$.items[*].ok");
  await expect(page.getByLabel("Rule 2: Of several values")).toBeVisible();
  await testButton.click();
  await expect(page.getByText("It's the value at $.items[1].ok")).toBeVisible();
  await page.getByLabel("Rule 2: Of several values").selectOption("Any one");
  await testButton.click();
  await expect(outcome).toContainText("Succeeded");
  await expect(outcome).not.toContainText("from before");

  await page.getByLabel("Rule 2", { exact: true }).selectOption("JSON value is between");
  await page.getByLabel("Rule 2: Value").fill("5");
  await page.getByLabel("Rule 2: To").fill("1");
  await expect(page.getByText("Enter two numbers, the lower one first.")).toBeVisible();
  await page.getByRole("button", { name: "Remove rule 2" }).click();
  await expect(page.getByRole("button", { name: "Add rule", exact: true })).toBeFocused();
  await page.getByRole("button", { name: "Create routine" }).click();
  await expect(page.getByRole("heading", { name: "127.0.0.1/ids" })).toBeVisible();
  const listed = await callApi("GET", "/api/routines", { token: account.token });
  expect(await listed.text()).toContain('"value":9007199254740993,');
  await server.close();
});
