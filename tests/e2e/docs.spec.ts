import { choose, expectAccessible } from "@/tests/e2e/support/accessible";
import { expect, test } from "@/tests/e2e/support/test";

test("a visitor finds a word in the documentation, and its place in the page", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("link", { name: "Documentation" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Documentation" })).toBeVisible();
  await page
    .getByRole("searchbox", { name: "Search the documentation" })
    .fill("run retentoin days");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(
    page.getByRole("status").filter({ hasText: "for “run retentoin days”" }),
  ).toBeVisible();
  await page.getByRole("link", { name: "RUN_RETENTION_DAYS" }).click();
  await expect(page).toHaveURL("/docs/reference/variables#run_retention_days");
  const contents = page.getByRole("navigation", { name: "Contents" });
  await expect(contents.getByRole("link", { name: "Variables" })).toHaveAttribute(
    "aria-current",
    "page",
  );
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the documentation is read, searched and switched to the other language", async ({
    page,
  }) => {
    await page.goto("/docs/glossary");
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await expect(page.locator("link[hreflang='pt-BR']")).toHaveAttribute(
      "href",
      /\/docs\/pt-BR\/glossary$/,
    );
    await page.getByRole("button", { name: "português (Brasil)" }).click();
    await expect(page).toHaveURL("/docs/pt-BR/glossary");
    await expect(page.getByRole("heading", { level: 1, name: "Glossário" })).toBeVisible();
    await page.getByRole("searchbox").fill("glossario");
    await page.getByRole("searchbox").press("Enter");
    await expect(page).toHaveURL("/docs/pt-BR/search?q=glossario");
    await expect(page.getByRole("link", { name: "Glossário" }).last()).toBeVisible();
    // The choice is the browser's: an address without a language follows it.
    await page.goto("/docs/glossary");
    await expect(page.getByRole("heading", { level: 1, name: "Glossário" })).toBeVisible();
  });
});

test("an address with a language is in it for everybody, and says so", async ({
  page,
  baseURL,
}) => {
  await choose(page, baseURL, "light", "en");
  await page.goto("/docs/pt-BR/scaling");
  await expect(page.locator("html")).toHaveAttribute("lang", "pt-BR");
  await expect(page.getByText("Esta página só existe em inglês.")).toBeVisible();
  await expect(page.locator("article")).toHaveAttribute("lang", "en");
});

test("machines get the Markdown and the pictures, and nothing else of the folder", async ({
  request,
}) => {
  const page = await request.get("/docs/pt-BR/glossary.md");
  expect(page.headers()["content-type"]).toBe("text/markdown; charset=utf-8");
  expect(await page.text()).toMatch(/^# Glossário\n/);
  const picture = await request.get("/docs/images/db-routines.svg");
  expect(picture.headers()["content-type"]).toBe("image/svg+xml");
  for (const path of [
    "/docs/contents.ts.md",
    "/docs/images/..%2fglossary.md",
    "/docs/nothing.md",
  ]) {
    expect((await request.get(path)).status(), path).toBe(404);
  }
  const sitemap = await (await request.get("/sitemap.xml")).text();
  expect(sitemap).toMatch(/\/docs\/pt-BR\/quick-start/);
});

test("a page that isn't there says what there is", async ({ page }) => {
  const response = await page.goto("/docs/guides/nothing");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1, name: "There's no such page" })).toBeVisible();
  await expect(page.locator("main").getByRole("link", { name: "Quick start" })).toBeVisible();
});

test("the documentation is accessible", async ({ page, baseURL }) => {
  test.setTimeout(180_000);
  for (const path of ["/docs", "/docs/glossary", "/docs/DB_OVERVIEW", "/docs/search?q=lease"]) {
    await expectAccessible(page, path, baseURL);
  }
});
