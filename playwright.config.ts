import { existsSync } from "node:fs";
import { defineConfig, devices } from "@playwright/test";

/** A Chromium of the machine, where there is one; else the one that Playwright has installed. */
const executablePath =
  process.env.CHROMIUM_PATH ??
  ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);

export default defineConfig({
  testDir: "tests/e2e",
  globalSetup: "./tests/e2e/support/start-app.ts",
  forbidOnly: true,
  fullyParallel: false,
  // Accounts of their own keep tests apart, and much of a test is waiting.
  workers: 2,
  retries: 0,
  // Bounds that a loaded machine keeps; what passes takes a fraction.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ? [["list"], ["json"]] : [["list"]],
  // Stories are told twice, so that every language, theme and size has its turn.
  projects: [
    { name: "pages", testIgnore: "stories/**" },
    { name: "desktop", testMatch: "stories/**", use: { viewport: { width: 1280, height: 800 } } },
    {
      name: "phone",
      testMatch: "stories/**",
      use: {
        viewport: { width: 390, height: 844 },
        hasTouch: true,
        locale: "pt-BR",
        colorScheme: "dark",
      },
    },
  ],
  use: {
    ...devices["Desktop Chrome"],
    locale: "en-US",
    colorScheme: "light",
    timezoneId: "America/Sao_Paulo",
    trace: "retain-on-failure",
    launchOptions: {
      ...(executablePath !== undefined && { executablePath }),
      args: [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-quic",
        "--disable-sync",
        // Loopback, and nothing else, has an address.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        "--no-first-run",
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    },
  },
});
