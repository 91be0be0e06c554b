import { callApi, createRoutine, signUpByApi } from "@/tests/e2e/support/app";
import { expect, expectNoSidewaysScroll, signInAs, test } from "@/tests/e2e/support/story";

test("a teammate is invited as a viewer, sees everything, and is kept out of what viewers may not do", async ({
  page,
  say,
  account,
  receiver,
  browser,
}) => {
  const routine = await createRoutine(account, {
    name: "Shared",
    endpoint_url: `${receiver.url}/ok`,
  });

  await signInAs(page, say, account);
  await page.goto("/settings/members");
  await page.getByLabel(say("members.role"), { exact: true }).selectOption("VIEWER");
  await page.getByRole("button", { name: say("members.invite") }).click();
  const link = await page.getByText(/\/invitations\/[\w-]{20,}$/).innerText();
  await expectNoSidewaysScroll(page);

  const teammate = await signUpByApi();
  const { viewport, locale, colorScheme } = test.info().project.use;
  const theirs = await (
    await browser.newContext({
      ...(viewport && { viewport }),
      ...(locale !== undefined && { locale }),
      ...(colorScheme && { colorScheme }),
      baseURL: new URL(link).origin,
    })
  ).newPage();
  await signInAs(theirs, say, teammate);
  await theirs.goto(new URL(link).pathname);
  await theirs.getByRole("button", { name: say("invitation.accept") }).click();
  await expect(theirs).toHaveURL(/\/(\?.*)?$/);

  await theirs.goto(`/routines/${routine.id}`);
  await expect(theirs.getByRole("heading", { name: "Shared" })).toBeVisible();
  for (const name of [say("common.runNow"), say("routine.pause"), say("routine.delete")]) {
    await expect(theirs.getByRole("button", { name, exact: true })).toHaveCount(0);
  }
  await expectNoSidewaysScroll(theirs);
  await theirs.goto("/routines");
  await expect(theirs.getByText("Shared")).toBeVisible();
  await expect(theirs.getByRole("button", { name: say("routines.new") })).toHaveCount(0);

  // What the screens hide, the server refuses.
  const asViewer = {
    token: teammate.token,
    headers: { "OpsPulse-Workspace": routine.workspace_id },
  };
  const path = `/api/routines/${routine.id}`;
  expect((await callApi("GET", path, asViewer)).status).toBe(200);
  expect((await callApi("POST", `${path}/run`, asViewer)).status).toBe(403);
  const pause = { ...asViewer, body: { is_active: false } };
  expect((await callApi("PATCH", path, pause)).status).toBe(403);
  expect((await callApi("DELETE", path, asViewer)).status).toBe(403);
  expect(receiver.requests).toEqual([]);

  // The link has let one person in, and lets in nobody else.
  await page.goto(new URL(link).pathname);
  await expect(page.getByText(say("invitation.goneTitle"))).toBeVisible();
  await theirs.context().close();
});
