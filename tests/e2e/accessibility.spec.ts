import {
  choose,
  expectAccessible,
  expectAccessibleNow,
  expectFitsEveryWidth,
  phone,
  openSections,
} from "@/tests/e2e/support/accessible";
import {
  addMember,
  callApi,
  createRoutine,
  runRoutine,
  signUpByApi,
} from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";
import { waitFor } from "@/tests/support/wait-for";

test("the pages for visitors are accessible", async ({ page, baseURL }) => {
  test.setTimeout(120_000);
  for (const path of ["/", "/sign-in", "/sign-up", "/forgot-password", "/reset-password"]) {
    await expectAccessible(page, path, baseURL);
  }
});

test("the pages of a workspace are accessible, empty and full", async ({
  page,
  account,
  receiver,
  baseURL,
}) => {
  test.setTimeout(240_000);
  await signIn(page, account);
  for (const path of ["/", "/routines", "/runs", "/alerts"]) {
    await expectAccessible(page, path, baseURL);
  }
  const urlOf = (path: string) =>
    `${receiver.url}${path}?with=a-rather-long-query-string-that-does-not-wrap`;
  const add = (path: string) =>
    createRoutine(account, {
      name: `Routine with a long name that has to fit ${path}`,
      endpoint_url: urlOf(path),
      keep_body: "ALWAYS",
      tags: ["payments", "a tag whose name is as long as may be…"],
    });
  await runRoutine(account, (await add("/ok")).id);
  const { id: broken } = await add("/fine");
  await runRoutine(account, broken);
  await callApi("PATCH", `/api/routines/${broken}`, {
    token: account.token,
    body: { endpoint_url: urlOf("/status/503"), http_method: "POST", body: "{}" },
  });
  const { id: failedRun } = await runRoutine(account, broken);
  await page.goto(`/runs/${failedRun}`);
  const changes = page.getByRole("heading", { name: /since the last|desde a última/ });
  await expect(changes).toBeVisible();
  for (const path of [
    "/",
    "/routines",
    "/routines?q=nothing-has-this-name",
    "/routines?state=paused",
    "/routines/new",
    "/routines/new?starter=watch",
    "/routines/new?starter=paste",
    `/routines/${broken}`,
    `/routines/${broken}?range=24h`,
    `/routines/${broken}/edit`,
    `/routines/${broken}/slots`,
    "/runs",
    "/runs?status=MISSED",
    `/runs/${failedRun}`,
    "/alerts",
    "/alerts/maintenance",
    "/alerts/maintenance/new",
    "/settings",
    "/settings/workspace",
    "/settings/members",
    "/settings/secrets",
    "/settings/keys",
    "/settings/code",
    "/settings/tags",
    "/settings/sessions",
    "/settings/account",
    "/workspaces/new",
    `/invitations/${"x".repeat(43)}`,
    "/no-such-page",
  ]) {
    await expectAccessible(page, path, baseURL);
  }
});

test("the pages of alerts are accessible, empty and full", async ({
  page,
  account,
  receiver,
  baseURL,
}) => {
  test.setTimeout(240_000);
  await signIn(page, account);
  for (const path of ["/alerts/history", "/alerts/channels", "/alerts/deliveries"]) {
    await expectAccessible(page, path, baseURL);
  }
  const { token } = account;
  const created = await callApi("POST", "/api/channels", {
    token,
    body: {
      kind: "WEBHOOK",
      name: "A receiver with a long name that has to fit",
      config: { url: `${receiver.url}/status/500?with=a-rather-long-query-string` },
    },
  });
  const channel = (await created.json()) as { id: string };
  await callApi("POST", `/api/channels/${channel.id}/test`, { token });
  const { id: broken } = await createRoutine(account, {
    name: "Routine with a long name that has to fit",
    endpoint_url: `${receiver.url}/status/503`,
    tags: ["a tag whose name is as long as may be…"],
  });
  const listed = await callApi("GET", "/api/tags", { token });
  const { data: tags } = (await listed.json()) as { data: { id: string }[] };
  await runRoutine(account, broken);
  await runRoutine(account, broken);
  const incidents = await waitFor("the incident", async () => {
    const response = await callApi("GET", "/api/incidents", { token });
    const { data } = (await response.json()) as { data: { id: string }[] };
    return data.length > 0 && data;
  });
  const incident = incidents[0]?.id ?? "";
  await callApi("POST", `/api/incidents/${incident}/acknowledge`, {
    token,
    body: { note: "Looking at it." },
  });
  for (const path of [
    "/alerts",
    `/alerts/incidents/${incident}`,
    "/alerts/channels",
    `/alerts/channels/${channel.id}`,
    "/alerts/channels/new",
    "/alerts/channels/new?kind=TELEGRAM",
    "/alerts/channels/new?kind=PUSH",
    "/alerts/deliveries",
    "/alerts/policy",
    `/alerts/policy/tags/${tags[0]?.id ?? ""}`,
    `/routines/${broken}/alerts`,
  ]) {
    await expectAccessible(page, path, baseURL);
  }
});

test.describe("what opens, and what goes wrong, is accessible too", () => {
  // Nothing is looked at on its way from one theme to the other.
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test.beforeEach(async ({ page, account, baseURL }) => {
    test.setTimeout(120_000);
    await choose(page, baseURL, "system", "en");
    await signIn(page, account);
  });

  test("in lists and in the frame around every page", async ({ page, account, receiver }) => {
    for (const name of ["First", "Second"]) {
      await createRoutine(account, { name, endpoint_url: `${receiver.url}/ok` });
    }
    await page.goto("/routines");
    // The list is live, and with it the keys.
    await expect(page.getByRole("checkbox", { name: "Select First" })).toBeVisible();

    await page.keyboard.press("ControlOrMeta+k");
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessibleNow(page, "the palette");
    await page.keyboard.press("Escape");

    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
    await expectAccessibleNow(page, "the keys");
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Workspace Personal, switch" }).click();
    await expect(page.getByRole("menu")).toBeVisible();
    await expectAccessibleNow(page, "the menu of workspaces");
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "Actions for First" }).click();
    await expect(page.getByRole("menu")).toBeVisible();
    await expectAccessibleNow(page, "the menu of a row");
    await page.keyboard.press("Escape");

    await page.getByRole("checkbox", { name: "Select all on this page" }).check();
    await expectAccessibleNow(page, "a selection");
    const selected = page.getByRole("region", { name: "Selected routines" });
    await selected.getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await expectAccessibleNow(page, "the question before a deletion");
    await page.keyboard.press("Escape");

    await page.context().setOffline(true);
    await expect(page.getByText("No connection.")).toBeVisible();
    await expectAccessibleNow(page, "the banner without a connection");
    await page.context().setOffline(false);

    await page.setViewportSize(phone);
    await page.getByRole("button", { name: "Filters" }).click();
    await expect(page.getByLabel("Kind")).toBeVisible();
    await expectAccessibleNow(page, "the filters on a phone");
    await expectFitsEveryWidth(page, "the filters on a phone");
  });

  test("in the form of a routine", async ({ page, receiver }) => {
    await page.goto("/routines/new");
    const url = page.getByLabel("URL", { exact: true });
    await url.fill("http://10.0.0.1/");
    await page.getByRole("button", { name: "Create routine" }).click();
    await expect(url).toHaveAttribute("aria-invalid", "true");
    await openSections(page);
    await expectAccessibleNow(page, "a form with problems, unfolded");

    await url.fill(`${receiver.url}/status/503`);
    await page.getByRole("button", { name: "Test", exact: true }).click();
    await expect(page.getByRole("group", { name: "Body" })).toBeVisible();
    await expectAccessibleNow(page, "the answer to a test");
    await expectFitsEveryWidth(page, "the answer to a test");
  });

  test("in what an owner may do with a member", async ({ page, account, baseURL }) => {
    await addMember(account, await signUpByApi());
    await page.goto("/settings/members");
    await openSections(page);
    await expect(page.getByRole("button", { name: "Save role" })).toBeVisible();
    await expectAccessible(page, "/settings/members", baseURL);
    await choose(page, baseURL, "system", "en");
    await page.goto("/settings/workspace");
    await openSections(page);
    await expect(page.getByLabel("New owner")).toBeVisible();
    await expectAccessible(page, "/settings/workspace", baseURL);
  });

  test("in the settings, also on a phone with several workspaces", async ({ page }) => {
    await page.goto("/settings/members");
    await page.getByRole("button", { name: "Create link" }).click();
    await expect(page.getByText("The link is ready")).toBeVisible();
    await expect(page.getByRole("button", { name: "Revoke" })).toBeVisible();
    await expectAccessibleNow(page, "a fresh invitation");
    await expectFitsEveryWidth(page, "a fresh invitation");

    await page.goto("/settings/account");
    await page.getByLabel(/^To confirm/).fill("somebody@example.com");
    await page.getByRole("button", { name: "Delete account" }).click();
    await expect(page.getByLabel(/^To confirm/)).toHaveAttribute("aria-invalid", "true");
    await expectAccessibleNow(page, "a deletion that was refused");

    await page.goto("/workspaces/new");
    await page.getByLabel("Workspace name").fill("A second one with a long name, as people give");
    await page.getByRole("button", { name: "Create workspace" }).click();
    await expect(page).toHaveURL("/");
    await page.goto("/settings/workspace");
    await openSections(page);
    await expectFitsEveryWidth(page, "the settings of several workspaces");
    await page.setViewportSize(phone);
    await page.getByRole("button", { name: /^Workspace .*, switch$/ }).click();
    await expect(page.getByRole("menu")).toBeVisible();
    await expectAccessibleNow(page, "the menu of workspaces on a phone");
  });
});
