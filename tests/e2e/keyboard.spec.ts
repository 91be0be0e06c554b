import type { Page } from "@playwright/test";
import { createRoutine } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

const linkOf = (page: Page, name: string) =>
  page.locator("[data-routine-link]").filter({ hasText: name });

/** A fresh page answers to keys once it is alive, which a key itself does not wait for. */
async function pressUntil(page: Page, key: string, expected: () => Promise<void>) {
  await expect(async () => {
    await page.keyboard.press(key);
    await expected();
  }).toPass({ timeout: 30_000, intervals: [250] });
}

const palette = (page: Page) => page.getByRole("dialog", { name: "Commands" });

const openPalette = (page: Page) =>
  pressUntil(page, "ControlOrMeta+k", () => expect(palette(page)).toBeVisible({ timeout: 3_000 }));

test("the list is walked, selected, searched and opened with keys alone", async ({
  page,
  account,
  receiver,
}) => {
  const ids: Record<string, string> = {};
  for (const name of ["Alpha", "Beta", "Gamma"]) {
    const { id } = await createRoutine(account, { name, endpoint_url: `${receiver.url}/ok` });
    ids[name] = id;
  }
  await signIn(page, account);
  await page.goto("/routines?sort=name");
  const search = page.getByRole("searchbox");
  await pressUntil(page, "/", () => expect(search).toBeFocused({ timeout: 3_000 }));
  // What is typed is text, and no command.
  await page.keyboard.type("njk");
  await expect(search).toHaveValue("njk");
  await expect(page).toHaveURL("/routines?sort=name");
  await page.keyboard.press("/");
  await expect(search).toHaveValue("njk/");
  await search.fill("");
  await search.blur();

  await page.keyboard.press("j");
  await expect(linkOf(page, "Alpha")).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await expect(linkOf(page, "Gamma")).toBeFocused();
  await page.keyboard.press("k");
  await expect(linkOf(page, "Beta")).toBeFocused();
  await page.keyboard.press("x");
  await expect(page.getByRole("checkbox", { name: "Select Beta" })).toBeChecked();
  await page.keyboard.press("x");
  await expect(page.getByRole("checkbox", { name: "Select Beta" })).not.toBeChecked();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/routines/${ids.Beta}`);

  await page.goto("/routines");
  await pressUntil(page, "/", () => expect(search).toBeFocused({ timeout: 3_000 }));
  await page.keyboard.type("gam");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/routines?q=gam");
  await expect(page.locator("[data-routine-link]")).toHaveText(["Gamma"]);
  await search.blur();
  await page.keyboard.press("n");
  await expect(page).toHaveURL("/routines/new");
});

test("commands find a routine, act on the one at hand and lead everywhere", async ({
  page,
  account,
  receiver,
}) => {
  const { id } = await createRoutine(account, {
    name: "Nightly import",
    endpoint_url: `${receiver.url}/ok`,
  });
  await signIn(page, account);
  await openPalette(page);
  await page.keyboard.type("nightly");
  await expect(palette(page).getByRole("option", { name: /Nightly import/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/routines/${id}`);
  await expect(palette(page)).toHaveCount(0);

  await openPalette(page);
  await expect(palette(page).getByText("This routine: Nightly import")).toBeVisible();
  await page.keyboard.type("run now");
  await page.keyboard.press("Enter");
  await expect.poll(() => receiver.requests.length).toBe(1);
  await page.keyboard.press("Escape");
  await expect(palette(page)).toHaveCount(0);

  await openPalette(page);
  await page.keyboard.type("theme dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");

  await openPalette(page);
  await page.keyboard.type("nothing is called so");
  await expect(
    palette(page).getByRole("status").filter({ hasText: "Nothing found" }),
  ).toBeVisible();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("settings");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/settings");
});

test("single keys can be turned off, and the commands stay", async ({ page, account }) => {
  await signIn(page, account);
  const keys = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await pressUntil(page, "?", () => expect(keys).toBeVisible({ timeout: 3_000 }));
  await keys.getByLabel("Single-key shortcuts").uncheck();
  await page.keyboard.press("Escape");
  await expect(keys).toHaveCount(0);

  for (const isLoadedAnew of [false, true]) {
    if (isLoadedAnew) await page.reload();
    await openPalette(page);
    await page.keyboard.press("Escape");
    await expect(palette(page)).toHaveCount(0);
    await page.keyboard.press("?");
    await page.keyboard.press("n");
    await openPalette(page);
    // By the time that this is answered, a page that was gone to would be there.
    await page.keyboard.type("zzz");
    const found = palette(page).getByRole("status").filter({ hasText: "Nothing found" });
    await expect(found).toBeVisible();
    await expect(page).toHaveURL("/");
    await expect(keys).toHaveCount(0);
    await page.keyboard.press("Escape");
  }
});
