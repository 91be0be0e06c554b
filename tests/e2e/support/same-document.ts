import { expect, type Page } from "@playwright/test";

/** Leaves a mark that a reload would take away. */
export const markDocument = (page: Page) =>
  page.evaluate(() => (document.documentElement.dataset.sameDocument = "yes"));

/** The page hasn't been reloaded since it was marked. */
export const expectSameDocument = (page: Page) =>
  expect(page.locator("html")).toHaveAttribute("data-same-document", "yes");
