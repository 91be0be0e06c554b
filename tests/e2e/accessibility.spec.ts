import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { callApi } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

const sizes = [
  { name: "desktop", width: 1280, height: 900, isAnalyzed: true },
  { name: "phone", width: 390, height: 844, isAnalyzed: true },
  { name: "narrow", width: 320, height: 700, isAnalyzed: false },
];

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
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
        .analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`),
        `${path} ${name} ${theme}`,
      ).toEqual([]);
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
    "/settings",
  ];
  for (const path of paths) await expectAccessible(page, path, baseURL ?? "");
});
