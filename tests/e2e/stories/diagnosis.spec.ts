import { callApi, createRoutine, runRoutine } from "@/tests/e2e/support/app";
import { modelSummary } from "@/tests/e2e/support/start-app";
import { expect, expectNoSidewaysScroll, signInAs, test } from "@/tests/e2e/support/story";

test("a failing endpoint is found on the overview, understood on the run's page, and mended", async ({
  page,
  say,
  account,
  receiver,
}) => {
  const { id } = await createRoutine(account, {
    name: "Checkout",
    endpoint_url: `${receiver.url}/ok`,
    keep_body: "ALWAYS",
  });
  const change = (body: unknown) =>
    callApi("PATCH", `/api/routines/${id}`, { token: account.token, body });
  await runRoutine(account, id);
  await change({ endpoint_url: `${receiver.url}/status/503` });
  await runRoutine(account, id);

  await signInAs(page, say, account);
  await expect(page.getByText(say("overview.needAttention", { count: 1 }))).toBeVisible();
  const attention = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: say("overview.attentionTitle") }) });
  await expect(attention).toContainText("Checkout");
  await expect(attention).toContainText("503");
  await expectNoSidewaysScroll(page);
  await attention.getByRole("link", { name: "Checkout" }).click();
  await expect(page.getByRole("heading", { name: "Checkout" })).toBeVisible();

  await page.getByRole("link", { name: /503/ }).first().click();
  await expect(page).toHaveURL(/\/runs\//);
  const advice = say("failureCauses.STATUS_UNAVAILABLE.next");
  await expect(page.getByText(advice, { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: say("run.changes.title") })).toBeVisible();
  await expectNoSidewaysScroll(page);

  await page.getByRole("link", { name: say("run.openRoutine") }).click();
  await page.getByRole("link", { name: say("common.edit") }).click();
  await page.getByLabel(say("routineForm.url"), { exact: true }).fill(`${receiver.url}/ok`);
  await page.getByRole("button", { name: say("routineForm.save") }).click();
  await page.getByRole("button", { name: say("common.runNow") }).click();
  await expect(page.getByRole("link", { name: say("routine.openRun") })).toBeVisible();
  await page.goto("/");
  await expect(page.getByText(say("overview.allWell", { count: 1 }))).toBeVisible();
});

test("a failed run is explained by a model, after its workspace wants it and its reader sees what is sent", async ({
  page,
  say,
  account,
  receiver,
}) => {
  const { id } = await createRoutine(account, {
    name: "Checkout",
    endpoint_url: `${receiver.url}/status/503?key=hunter2`,
  });
  const { id: runId } = await runRoutine(account, id);
  const ask = page.getByRole("button", { name: say("ai.ask"), exact: true });

  await signInAs(page, say, account);
  await page.goto(`/runs/${runId}`);
  await expect(page.getByText(say("run.why.byRule"))).toBeVisible();
  await expect(ask).toHaveCount(0);

  await page.goto("/settings/workspace");
  await page.getByLabel(say("ai.settings.switch")).check();
  const part = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: say("ai.settings.title") }) });
  await part.getByRole("button", { name: say("settings.save") }).click();
  await expect(part.getByText(say("settings.saved"))).toBeVisible();
  await expectNoSidewaysScroll(page);

  await page.goto(`/runs/${runId}`);
  const sent = page.locator("details").filter({ hasText: "127.0.0.1" });
  await sent.locator("summary").click();
  await expect(sent.locator("pre")).toContainText('"http_status": 503');
  await expect(sent.locator("pre")).toContainText("?key=[masked]");
  await ask.click();
  await expect(page.getByText(modelSummary.summary)).toBeVisible();
  await expect(page.getByRole("heading", { name: say("ai.title") })).toBeVisible();
  await expect(page.getByText(say("ai.confidence.high"))).toBeVisible();
  await expectNoSidewaysScroll(page);

  const run = await callApi("GET", `/api/routines/${id}/runs/${runId}`, { token: account.token });
  expect(await run.json()).toMatchObject({
    status: "FAIL",
    ai_summary: modelSummary.summary,
    ai_confidence: modelSummary.confidence,
  });
  const path = `/api/routines/${id}/runs/${runId}/explain`;
  const again = await callApi("POST", path, { token: account.token });
  expect(again.status).toBe(200);
  expect(await again.json()).toMatchObject({ id: runId, ai_problem: null });
});
