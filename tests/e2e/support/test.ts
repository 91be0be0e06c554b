import { test as base, expect, type Page, type Response } from "@playwright/test";
import { appUrl, signUpByApi, type Account } from "@/tests/e2e/support/app";
import { holdsCanary } from "@/tests/e2e/support/canary";
import { startReceiver, type Receiver } from "@/tests/support/receiver";

type Fixtures = {
  /** A real HTTP server that routines may call. */
  receiver: Receiver;
  /** A fresh account, not signed in. */
  account: Account;
};

/** The URL of a response that holds a planted secret, in its headers or its body; null for any other. */
async function searchResponse(response: Response): Promise<string | null> {
  // A redirect has no body, and that of a page which was left meanwhile is gone.
  const body = await response.text().catch(() => "");
  const head = JSON.stringify(response.headers());
  return holdsCanary(head) || holdsCanary(body) ? response.url() : null;
}

/** What a page reports of its Content-Security-Policy, before any script of its own runs. */
function reportViolations(): void {
  document.addEventListener("securitypolicyviolation", (event) => {
    const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = event;
    console.error(
      `Content-Security-Policy: ${effectiveDirective} blocks ${blockedURI} ${sourceFile}:${lineNumber} ${sample}`,
    );
  });
}

/**
 * As Playwright's `test`; a page that logs an error, throws, breaks its Content-Security-Policy, gets
 * a 5xx, or receives a planted secret in any response fails its test.
 */
export const test = base.extend<Fixtures>({
  receiver: async ({}, provide) => {
    const receiver = await startReceiver();
    await provide(receiver);
    await receiver.close();
  },
  account: async ({}, provide) => {
    await provide(await signUpByApi());
  },
  baseURL: async ({}, provide) => {
    await provide(appUrl());
  },
  page: async ({ page }, provide) => {
    const failures: string[] = [];
    const responses: Promise<string | null>[] = [];
    page.on("console", (message) => {
      // The browser's report of a status that the test itself provokes, such as a 404.
      const isStatus = message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !isStatus) failures.push(message.text());
    });
    await page.addInitScript(reportViolations);
    page.on("pageerror", (error) => failures.push(String(error)));
    page.on("response", (response) => {
      if (response.status() >= 500) failures.push(`${response.status()} ${response.url()}`);
      responses.push(searchResponse(response));
    });
    await provide(page);
    expect(failures).toEqual([]);
    expect((await Promise.all(responses)).filter((url) => url !== null)).toEqual([]);
  },
});

export { expect };

/** Signs in through the form and waits for the overview. */
export async function signIn(page: Page, account: { email: string; password: string }) {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/");
  await expect(page.getByRole("heading", { name: "Overview", exact: true })).toBeVisible();
}
