import { callApi } from "@/tests/e2e/support/app";
import { paste } from "@/tests/e2e/support/paste";
import { expect, signIn, test } from "@/tests/e2e/support/test";

test("a command is pasted, tested, judged by a rule, saved and duplicated", async ({
  page,
  account,
  receiver,
}) => {
  test.setTimeout(120_000);
  await signIn(page, account);
  await page.goto("/routines/new");
  const url = page.getByLabel("URL", { exact: true });
  const name = page.getByLabel("Name", { exact: true });
  const command = [
    `curl '${receiver.url}/orders' \\`,
    "  -H 'Authorization: Bearer hunter2' \\",
    "  -H 'X-Note: hi' \\",
    `  --data-raw '{"a": 1}' --insecure -m 3`,
  ].join("\n");
  await expect(page.getByLabel("Time zone")).toHaveValue("America/Sao_Paulo");
  await paste(url, command);
  await expect(url).toHaveValue(`${receiver.url}/orders`);
  await expect(page.getByLabel("Method")).toHaveValue("POST");
  await expect(name).toHaveValue("127.0.0.1/orders");
  const note = page.getByRole("status").filter({ hasText: "Filled in from the command" });
  await expect(note).toContainText("Authorization: a credential");
  await expect(note).toContainText("--insecure: certificates are always verified");
  await note.getByRole("button", { name: "Undo" }).click();
  await expect(url).toHaveValue("");
  await expect(name).toHaveValue("");
  await paste(url, command);
  await page.getByText("Headers and body", { exact: true }).click();
  await expect(page.getByLabel("Headers", { exact: true })).toHaveValue(
    "X-Note: hi\nContent-Type: application/x-www-form-urlencoded",
  );

  const testButton = page.getByRole("button", { name: "Test", exact: true });
  await testButton.click();
  const outcome = page.getByRole("status").filter({ hasText: "the server responded" });
  await expect(outcome).toContainText("Succeeded: the server responded with 200");
  await expect(page.getByRole("group", { name: "Body" })).toHaveText("ok");
  expect(receiver.requests).toMatchObject([
    { method: "POST", path: "/orders", body: '{"a": 1}', headers: { "x-note": "hi" } },
  ]);
  expect(receiver.requests[0]?.headers).not.toHaveProperty("authorization");

  await page.getByText("Success rules", { exact: true }).click();
  await page.getByRole("button", { name: "Add rule" }).click();
  await page.getByLabel("Rule 1: Value").fill("fine");
  await expect(outcome).toContainText("from before your last change");
  await testButton.click();
  await expect(page.getByText("Failed: the response doesn't meet")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Broken rule" })).toBeVisible();
  await page.getByLabel("Rule 1: Value").fill("ok");
  await testButton.click();
  await expect(outcome).toContainText("Succeeded");
  await expect(outcome).not.toContainText("from before");

  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Stay" }).click();
  await expect(page).toHaveURL("/routines/new");
  await name.fill("Send orders");
  await page.getByRole("button", { name: "Create routine" }).click();
  await expect(page.getByRole("heading", { name: "Send orders" })).toBeVisible();
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";

  await page.goto(`/routines/new?from=${id}`);
  await expect(name).toHaveValue("Send orders copy");
  await expect(page.getByText("A copy of Send orders")).toBeVisible();
  await page.getByRole("button", { name: "Create routine" }).click();
  await expect(page.getByRole("heading", { name: "Send orders copy" })).toBeVisible();

  const listed = await callApi("GET", "/api/routines?sort=name", { token: account.token });
  const { data } = (await listed.json()) as { data: Record<string, unknown>[] };
  const [first = {}, second = {}] = data;
  expect(first).toMatchObject({
    name: "Send orders",
    timeout_seconds: 3,
    timezone: "America/Sao_Paulo",
    success_rules: [{ type: "body", operator: "contains", value: "ok" }],
  });
  for (const field of ["endpoint_url", "http_method", "headers_json", "body", "success_rules"]) {
    expect(second[field], field).toEqual(first[field]);
  }
});

test("em português: um comando vira uma rotina, e o que foi digitado não se perde", async ({
  page,
  account,
  receiver,
  baseURL,
}) => {
  test.setTimeout(120_000);
  await signIn(page, account);
  await page.context().addCookies([{ name: "locale", value: "pt-BR", url: baseURL ?? "" }]);
  await page.goto(`/routines/new?from=${crypto.randomUUID()}`);
  await expect(page.getByText("A rotina que seria copiada não existe mais")).toBeVisible();

  await page.goto("/routines");
  await page.getByRole("button", { name: "Nova rotina" }).first().click();
  await page.getByRole("button", { name: "Colar um comando cURL" }).click();
  const area = page.getByLabel("Comando cURL", { exact: true });
  await area.fill('fetch("http://10.0.0.1/")');
  await page.getByRole("button", { name: "Preencher o formulário" }).click();
  await expect(page.getByText("Isto é o fetch do JavaScript")).toBeVisible();
  await area.fill("ping 10.0.0.1");
  await page.getByRole("button", { name: "Preencher o formulário" }).click();
  await expect(page.getByText("Isto não é um comando cURL")).toBeVisible();
  await area.fill("curl -sSL http://10.0.0.1/status | jq .");
  await page.getByRole("button", { name: "Preencher o formulário" }).click();
  await expect(page.getByText("Só o primeiro comando foi lido.")).toBeVisible();

  const testButton = page.getByRole("button", { name: "Testar" });
  const url = page.getByLabel("URL", { exact: true });
  await testButton.click();
  await expect(page.getByText("Nada foi enviado. Corrija antes")).toBeVisible();
  await expect(url).toHaveAttribute("aria-invalid", "true");
  await expect(url).toBeFocused();
  await url.fill(`${receiver.url}/status/503`);
  await testButton.click();
  await expect(page.getByText("503").first()).toBeVisible();
  expect(receiver.requests.map(({ path }) => path)).toEqual(["/status/503"]);

  await page.goBack();
  await expect(page).toHaveURL("/routines");
  await page.getByRole("button", { name: "Nova rotina" }).first().click();
  await expect(page.getByText("O que você tinha digitado está de volta")).toBeVisible();
  await expect(url).toHaveValue(`${receiver.url}/status/503`);
  await page.getByRole("link", { name: "Cancelar" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sair" }).click();
  await expect(page).toHaveURL("/routines");
  await page.getByRole("button", { name: "Nova rotina" }).first().click();
  await expect(url).toHaveValue("");
});

test("what was typed outlives the session that it was typed in", async ({
  page,
  account,
  receiver,
}) => {
  await signIn(page, account);
  await page.goto("/routines/new");
  await page.getByLabel("URL", { exact: true }).fill(`${receiver.url}/late`);
  await page.getByLabel("Every (minutes)").fill("25");
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Create routine" }).click();
  await page.getByRole("alert").getByRole("link", { name: "Sign in" }).click();
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/routines/new");
  await expect(page.getByLabel("URL", { exact: true })).toHaveValue(`${receiver.url}/late`);
  await expect(page.getByLabel("Every (minutes)")).toHaveValue("25");
  await page.getByRole("button", { name: "Create routine" }).click();
  await expect(page.getByRole("heading", { name: "127.0.0.1/late" })).toBeVisible();
});

test("the form makes a routine without JavaScript, and shows no button that needs it", async ({
  browser,
  page,
  account,
  receiver,
  baseURL,
}) => {
  await signIn(page, account);
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
    ...(baseURL !== undefined && { baseURL }),
  });
  const plain = await context.newPage();
  await plain.goto("/routines/new");
  await expect(plain.getByRole("button", { name: "Create routine" })).toBeVisible();
  await expect(plain.getByRole("button", { name: "Test", exact: true })).toHaveCount(0);
  await expect(plain.getByRole("button", { name: "Paste a cURL command" })).toHaveCount(0);
  await plain.getByLabel("URL", { exact: true }).fill(`${receiver.url}/plain`);
  await plain.getByRole("button", { name: "Create routine" }).click();
  await expect(plain.getByText("Give the routine a name")).toBeVisible();
  await plain.getByLabel("Name", { exact: true }).fill("Plain");
  await plain.getByRole("button", { name: "Create routine" }).click();
  await expect(plain.getByRole("heading", { name: "Plain" })).toBeVisible();
  await context.close();
});
