import type { Browser, BrowserContext, Cookie } from "@playwright/test";
import { THEME_COOKIE, type Theme } from "@/components/ui/themes";
import { LOCALE_COOKIE, type Locale } from "@/i18n/locales";

export type Account = { email: string; password: string };

export type Look = {
  theme: Theme;
  locale: Locale;
  /** CSS pixels. */
  viewport: { width: number; height: number };
  /** Pixels of the picture for each of CSS. */
  scale: number;
};

/** The flags of a browser that can reach the instance, and nothing else. */
export const browserArguments = (origin: string): string[] => [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  `--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE ${new URL(origin).hostname}`,
];

/** Signs in through the form, and returns the browser's cookies. */
export async function signIn(
  browser: Browser,
  origin: string,
  account: Account,
): Promise<Cookie[]> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(`${origin}/sign-in`);
    await page.locator("[name=email]").fill(account.email);
    await page.locator("[name=password]").fill(account.password);
    await page.locator("[name=password]").press("Enter");
    await page.waitForURL(`${origin}/`);
    return await context.cookies();
  } finally {
    await context.close();
  }
}

/** A browser of somebody who sees an instance in a certain look, without motion. */
export async function openVisit(
  browser: Browser,
  origin: string,
  { look, cookies }: { look: Look; cookies: readonly Cookie[] },
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: look.viewport,
    deviceScaleFactor: look.scale,
    locale: look.locale,
    timezoneId: "America/Sao_Paulo",
    reducedMotion: "reduce",
  });
  await context.addCookies([
    ...cookies,
    { name: THEME_COOKIE, value: look.theme, url: origin },
    { name: LOCALE_COOKIE, value: look.locale, url: origin },
  ]);
  return context;
}
