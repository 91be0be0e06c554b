import { callApi } from "@/tests/e2e/support/app";
import { expect, expectNoSidewaysScroll, signInAs, test } from "@/tests/e2e/support/story";

test("each starter fills in the form, which can be changed, saved and run", async ({
  page,
  say,
  account,
  receiver,
}) => {
  const url = page.getByLabel(say("routineForm.url"), { exact: true });
  const name = page.getByLabel(say("routineForm.name"), { exact: true });
  const method = page.getByLabel(say("routineForm.method"));
  const starter = (key: string) => page.getByRole("link", { name: say(`starters.${key}.title`) });
  const create = page.getByRole("button", { name: say("routineForm.create") });
  await signInAs(page, say, account);

  await expect(page.getByText(say("overview.emptyText"))).toBeVisible();
  await expectNoSidewaysScroll(page);
  await starter("watch").click();
  await expect(page).toHaveURL("/routines/new?starter=watch");
  await expect(page.getByText(say("starters.watch.lead"))).toBeVisible();
  await expect(method).toHaveValue("GET");
  await expect(page.getByLabel(say("routineForm.everyMinutes"))).toHaveValue("5");
  const text = page.getByLabel(
    `${say("routineForm.ruleOf", { position: 1 })} ${say("routineForm.ruleValue")}`,
  );
  await expect(text).toBeVisible();
  await url.fill(`${receiver.url}/ok`);
  await name.fill("Storefront");
  await text.fill("ok");
  await expectNoSidewaysScroll(page);
  await create.click();
  await expect(page.getByRole("heading", { level: 1, name: "Storefront" })).toBeVisible();

  // A form that is filled in on purpose is no draft, and leaves without a question.
  await page.goto("/routines/new?starter=morning");
  await expect(method).toHaveValue("POST");
  await expect(page.getByLabel(say("routineForm.schedule"), { exact: true })).toHaveValue("daily");
  await expect(page.getByLabel(say("routineForm.timezone"))).toHaveValue("America/Sao_Paulo");
  await expect(page.getByText("08:00").first()).toBeVisible();
  await page.getByRole("link", { name: say("common.cancel") }).click();
  await expect(page).toHaveURL("/routines");
  await page.goto("/routines/new?starter=morning");
  await url.fill(`${receiver.url}/report`);
  await name.fill("Report");
  await create.click();
  await expect(page.getByRole("heading", { level: 1, name: "Report" })).toBeVisible();

  await page.goto("/routines/new?starter=paste");
  const line = page.locator("#curl");
  await expect(line).toBeFocused();
  await line.fill(`curl -X PUT ${receiver.url}/pasted`);
  await page.getByRole("button", { name: say("curl.fill") }).click();
  await expect(url).toHaveValue(`${receiver.url}/pasted`);
  await expect(method).toHaveValue("PUT");
  await expectNoSidewaysScroll(page);
  await name.fill("Pasted");
  await create.click();
  await expect(page.getByRole("heading", { level: 1, name: "Pasted" })).toBeVisible();

  const listed = await callApi("GET", "/api/routines?sort=name", { token: account.token });
  expect(await listed.json()).toMatchObject({
    data: [
      { name: "Pasted", http_method: "PUT" },
      {
        name: "Report",
        http_method: "POST",
        cron_expression: "0 8 * * *",
        timezone: "America/Sao_Paulo",
      },
      {
        name: "Storefront",
        http_method: "GET",
        interval_minutes: 5,
        success_rules: [{ type: "body", operator: "contains", value: "ok" }],
      },
    ],
  });
});

test("an empty list offers the starters, and a starter that doesn't exist is an empty form", async ({
  page,
  say,
  account,
}) => {
  await signInAs(page, say, account);
  await page.goto("/routines");
  const starters = page.getByRole("navigation", { name: say("starters.label") });
  // Three of the form, and the import.
  await expect(starters.getByRole("link")).toHaveCount(4);
  await expectNoSidewaysScroll(page);
  for (const path of ["?starter=Watch", "?starter=heartbeat", "?starter=watch&starter=paste"]) {
    await page.goto(`/routines/new${path}`);
    await expect(page.getByText(say("routineForm.newLead"))).toBeVisible();
    await expect(page.getByLabel(say("routineForm.method"))).toHaveValue("GET");
  }
});

test("the defaults of a routine are one line that opens by keyboard", async ({
  page,
  say,
  account,
  receiver,
}) => {
  const created = await callApi("POST", "/api/routines", {
    token: account.token,
    body: {
      name: "Checkout",
      endpoint_url: receiver.url,
      interval_minutes: 60,
      starts_at: "2999-01-01T00:00:00Z",
      max_attempts: 3,
    },
  });
  const { id } = (await created.json()) as { id: string };
  await signInAs(page, say, account);
  await page.goto(`/routines/${id}`);
  const attempts = page.getByText(say("routine.attempts", { count: 3 }));
  const timeout = page.getByText(say("routine.facts.timeout"), { exact: true });
  const fold = page.locator("summary").filter({ hasText: say("routine.defaults") });
  await expect(attempts).toBeVisible();
  await expect(timeout).toBeHidden();
  await fold.focus();
  await page.keyboard.press("Enter");
  await expect(timeout).toBeVisible();
  await expect(page.getByText(say("routine.notFollowed"))).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.keyboard.press("Enter");
  await expect(timeout).toBeHidden();

  // On paper it stays one line, and there is nothing to press.
  await page.emulateMedia({ media: "print" });
  await expect(fold).toBeVisible();
  await expect(attempts).toBeVisible();
  await expect(page.getByRole("button")).toHaveCount(0);
  await expect(page.getByRole("navigation")).toHaveCount(0);
});
