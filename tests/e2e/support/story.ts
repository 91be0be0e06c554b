import type { Page } from "@playwright/test";
import { createTranslator } from "next-intl";
import en from "@/messages/en.json" with { type: "json" };
import ptBR from "@/messages/pt-BR.json" with { type: "json" };
import type { Account } from "@/tests/e2e/support/app";
import { expect, test as base } from "@/tests/e2e/support/test";

/** Says a message of the screens in the language of the browser, with its arguments filled in. */
export type Say = (key: string, values?: Record<string, string | number>) => string;

function createSay(locale: string): Say {
  const translate = createTranslator<typeof en>({
    locale,
    messages: locale === "pt-BR" ? ptBR : en,
    onError: (error) => {
      throw error;
    },
  });
  // Stories name a message as screens do; one that does not exist is an error.
  return translate as Say;
}

/** A test in the language, the size and the theme of its project. */
export const test = base.extend<{ say: Say }>({
  say: async ({ locale }, provide) => {
    await provide(createSay(locale === "pt-BR" ? "pt-BR" : "en"));
  },
});

export { expect };

/** Signs in through the form, in the language of the story. */
export async function signInAs(page: Page, say: Say, account: Pick<Account, "email" | "password">) {
  await page.goto("/sign-in");
  await page.getByLabel(say("auth.email")).fill(account.email);
  await page.getByLabel(say("auth.password"), { exact: true }).fill(account.password);
  await page.getByRole("button", { name: say("auth.signIn.submit"), exact: true }).click();
  await expect(page).toHaveURL("/");
}

/** Nothing of the page is wider than the window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const widths = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  expect(widths.content).toBeLessThanOrEqual(widths.window);
}

/** Below this width, in pixels, lists fold their filters. */
const PHONE_WIDTH = 640;

/** Shows the filters of a list: a phone folds them under a button. */
export async function openFilters(page: Page, say: Say): Promise<void> {
  if ((page.viewportSize()?.width ?? 0) >= PHONE_WIDTH) return;
  const button = page.getByRole("button", { name: say("common.filters", { count: 0 }) });
  await button.click();
  await expect(button).toHaveAttribute("aria-expanded", "true");
}
