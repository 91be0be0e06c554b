import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "@/tests/e2e/support/test";

const desktop = { name: "desktop", width: 1280, height: 900 };
export const phone = { name: "phone", width: 390, height: 844 };
const narrow = { name: "narrow", width: 320, height: 700 };

/**
 * Contrast is a matter of the theme, and layout one of the width: in two analyses a page meets both
 * of each, and both languages.
 */
const looks = [
  { theme: "light", locale: "en", analyzedAt: desktop },
  { theme: "dark", locale: "pt-BR", analyzedAt: phone },
];

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** The violations that axe finds in the page now. */
async function findViolations(page: Page, axe = new AxeBuilder({ page }).withTags(TAGS)) {
  const { violations } = await axe.analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""}`);
}

/** Nothing needs scrolling sideways at 1280, 390 or 320 px. Leaves the page at the last of them. */
export async function expectFitsEveryWidth(page: Page, name: string) {
  for (const { name: size, width, height } of [desktop, phone, narrow]) {
    await page.setViewportSize({ width, height });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(overflow, `${name} ${size} scrolls sideways`).toBeLessThanOrEqual(0);
  }
}

export const openSections = (page: Page) =>
  page.evaluate(() => {
    for (const section of document.querySelectorAll("details")) section.open = true;
  });

/** Chooses a theme and a language in this browser. */
export async function choose(
  page: Page,
  baseURL: string | undefined,
  theme: string,
  locale: string,
) {
  const url = baseURL ?? "";
  await page.context().addCookies([
    { name: "theme", value: theme, url },
    { name: "locale", value: locale, url },
  ]);
}

/**
 * No violation of WCAG 2.2 AA in either theme, language or width, and nothing that needs scrolling
 * sideways down to 320 px, with every section open.
 */
export async function expectAccessible(page: Page, path: string, baseURL: string | undefined) {
  for (const { theme, locale, analyzedAt } of looks) {
    await choose(page, baseURL, theme, locale);
    await page.goto(path);
    await openSections(page);
    await expectFitsEveryWidth(page, `${path} ${theme}`);
    await page.setViewportSize(analyzedAt);
    expect(await findViolations(page), `${path} ${theme} ${analyzedAt.name}`).toEqual([]);
  }
}

/** No violation in what is on screen now, with the contrast of both themes. */
export async function expectAccessibleNow(page: Page, name: string) {
  expect(await findViolations(page), name).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  const contrast = new AxeBuilder({ page }).withRules(["color-contrast"]);
  expect(await findViolations(page, contrast), `${name} in the dark`).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
}
