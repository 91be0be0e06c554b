import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { callApi } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

const sizes = [
  { name: "desktop", width: 1280, height: 900, isAnalyzed: true },
  { name: "phone", width: 390, height: 844, isAnalyzed: true },
  { name: "narrow", width: 320, height: 700, isAnalyzed: false },
];

/** What axe has to say about the page as it is now. */
async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
}

/** No violation of WCAG 2.2 AA in both themes, and nothing that needs scrolling sideways down to 320 px. */
async function expectAccessible(page: Page, path: string, baseURL: string) {
  for (const theme of ["light", "dark"]) {
    await page.context().addCookies([{ name: "theme", value: theme, url: baseURL }]);
    await page.goto(path);
    for (const { name, width, height, isAnalyzed } of sizes) {
      await page.setViewportSize({ width, height });
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(overflow, `${path} ${name} ${theme} scrolls sideways`).toBeLessThanOrEqual(0);
      if (!isAnalyzed) continue;
      expect(await findViolations(page), `${path} ${name} ${theme}`).toEqual([]);
    }
  }
}

test("the pages for visitors are accessible", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  for (const path of ["/", "/sign-in", "/sign-up", "/forgot-password", "/reset-password"]) {
    await expectAccessible(page, path, baseURL ?? "");
  }
});

test("the pages of a workspace are accessible, empty and full", async ({
  page,
  account,
  receiver,
  baseURL,
}) => {
  test.setTimeout(300_000);
  await signIn(page, account);
  for (const path of ["/", "/routines", "/runs", "/alerts"]) {
    await expectAccessible(page, path, baseURL ?? "");
  }
  const ids: string[] = [];
  for (const target of ["/ok", "/status/503"]) {
    const body = {
      name: `Routine with a long name that has to fit ${target}`,
      endpoint_url: `${receiver.url}${target}?with=a-rather-long-query-string-that-does-not-wrap`,
      interval_minutes: 60,
    };
    const response = await callApi("POST", "/api/routines", { token: account.token, body });
    const { id } = (await response.json()) as { id: string };
    await callApi("POST", `/api/routines/${id}/run`, { token: account.token });
    ids.push(id);
  }
  const runs = await callApi("GET", `/api/routines/${ids[1] ?? ""}/runs`, {
    token: account.token,
  });
  const { data } = (await runs.json()) as { data: { id: string }[] };
  const paths = [
    "/",
    "/routines",
    "/routines/new",
    `/routines/${ids[1] ?? ""}`,
    `/routines/${ids[1] ?? ""}/edit`,
    "/runs",
    `/runs/${data[0]?.id ?? ""}`,
    "/alerts",
    `/routines/${ids[1] ?? ""}/slots`,
    "/routines?state=paused",
    "/settings",
    "/settings/workspace",
    "/settings/members",
    "/settings/account",
    `/invitations/${"x".repeat(43)}`,
    "/no-such-page",
  ];
  for (const path of paths) await expectAccessible(page, path, baseURL ?? "");
});

test("what opens, and what goes wrong, is accessible too", async ({ page, account, receiver }) => {
  test.setTimeout(120_000);
  for (const name of ["First", "Second"]) {
    const body = { name, endpoint_url: `${receiver.url}/ok`, interval_minutes: 60 };
    await callApi("POST", "/api/routines", { token: account.token, body });
  }
  await signIn(page, account);
  await page.goto("/routines");

  await page.keyboard.press("ControlOrMeta+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  expect(await findViolations(page), "the palette").toEqual([]);
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Actions for First" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  expect(await findViolations(page), "the menu of a row").toEqual([]);
  await page.keyboard.press("Escape");

  await page.getByRole("checkbox", { name: "Select all on this page" }).check();
  expect(await findViolations(page), "a selection").toEqual([]);
  await page
    .getByRole("region", { name: "Selected routines" })
    .getByRole("button", { name: "Delete" })
    .click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  expect(await findViolations(page), "the question before a deletion").toEqual([]);
  await page.keyboard.press("Escape");

  await page.goto("/routines/new");
  await page.getByLabel("URL", { exact: true }).fill("http://10.0.0.1/");
  await page.getByRole("button", { name: "Create routine" }).click();
  await expect(page.getByLabel("URL", { exact: true })).toHaveAttribute("aria-invalid", "true");
  for (const fold of await page.locator("details").all()) {
    await fold.evaluate((element) => ((element as HTMLDetailsElement).open = true));
  }
  expect(await findViolations(page), "a form with problems, unfolded").toEqual([]);
});
