import { callApi, createRoutine } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

test("a form that somebody else was faster than shows both versions, and loses neither", async ({
  page,
  account,
  receiver,
}) => {
  const { token } = account;
  const { id } = await createRoutine(account, {
    name: "Backup",
    endpoint_url: `${receiver.url}/ok`,
  });
  const saveElsewhere = async (body: object) =>
    expect((await callApi("PATCH", `/api/routines/${id}`, { token, body })).status).toBe(200);
  const saved = async () =>
    (await callApi("GET", `/api/routines/${id}`, { token })).json() as Promise<unknown>;
  const name = page.getByLabel("Name", { exact: true });
  const save = page.getByRole("button", { name: "Save changes" });
  const conflict = page.getByRole("region", { name: "Somebody else saved this routine" });
  const row = (label: string) => conflict.getByRole("row").filter({ hasText: label });

  await signIn(page, account);
  await page.goto(`/routines/${id}/edit`);
  await name.fill("My backup");
  // What the form doesn't hold is no conflict.
  await saveElsewhere({ is_active: false });
  await saveElsewhere({ name: "Their backup", tags: ["theirs"] });
  await save.click();
  await expect(conflict).toBeVisible();
  await expect(conflict.getByRole("heading")).toBeFocused();
  await expect(row("Name").getByRole("cell")).toHaveText([/My backup/, /Their backup/]);
  await expect(row("Tags").getByRole("cell")).toHaveText([/None/, /theirs/]);
  await expect(conflict.getByRole("rowheader")).toHaveText(["Name", "Tags"]);
  await expect(name).toHaveValue("My backup");
  expect(await saved()).toMatchObject({ name: "Their backup" });

  // To save again is no choice.
  await save.click();
  await expect(conflict).toBeVisible();
  await conflict.getByRole("button", { name: "Take theirs" }).click();
  await expect(name).toHaveValue("Their backup");
  await page.getByRole("button", { name: "Bring mine back" }).click();
  await expect(name).toHaveValue("My backup");
  await saveElsewhere({ name: "Theirs again" });
  await save.click();
  await expect(row("Name").getByRole("cell")).toHaveText([/My backup/, /Theirs again/]);
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await expect(page.getByRole("heading", { name: "My backup" })).toBeVisible();
  expect(await saved()).toMatchObject({ name: "My backup", tags: [], is_active: false });
});

test("without JavaScript both versions are shown, and either can be chosen", async ({
  browser,
  page,
  account,
  receiver,
  baseURL,
}) => {
  const { token } = account;
  const { id } = await createRoutine(account, { name: "Plain", endpoint_url: receiver.url });
  await signIn(page, account);
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await page.context().storageState(),
    ...(baseURL !== undefined && { baseURL }),
  });
  const plain = await context.newPage();
  const name = plain.getByLabel("Name", { exact: true });
  const conflict = plain.getByRole("region", { name: "Somebody else saved this routine" });
  const collide = async (mine: string, theirs: string) => {
    await plain.goto(`/routines/${id}/edit`);
    await name.fill(mine);
    const body = { name: theirs };
    await callApi("PATCH", `/api/routines/${id}`, { token, body });
    await plain.getByRole("button", { name: "Save changes" }).click();
    await expect(conflict).toBeVisible();
    await expect(name).toHaveValue(mine);
  };
  await collide("Mine", "Theirs");
  await conflict.getByRole("link", { name: "Take theirs" }).click();
  await expect(name).toHaveValue("Theirs");
  await collide("Mine after all", "Theirs again");
  await conflict.getByRole("button", { name: "Keep mine" }).click();
  await expect(plain.getByRole("heading", { name: "Mine after all" })).toBeVisible();
  await context.close();
});
