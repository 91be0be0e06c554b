import { createRoutine } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

/** More than a phone shows, and the stretch around the screen that is laid out ahead. */
const ROUTINES = 24;

test("what every page starts with asks to be compiled while it loads", async ({ request }) => {
  const page = await (await request.get("/sign-in")).text();
  const scripts = [...new Set(page.match(/\/_next\/static\/chunks\/[^"\\]+\.js/g))];
  const hinted: string[] = [];
  for (const script of scripts) {
    const text = await (await request.get(script)).text();
    if (text.startsWith("//# allFunctionsCalledOnLoad\n")) hinted.push(text);
  }
  expect(hinted.some((text) => text.includes("hydrateRoot"))).toBe(true);
  expect(hinted.length).toBeLessThan(scripts.length);
});

test("a phone lays out the routines in sight, and the others as they come near", async ({
  page,
  account,
  receiver,
}) => {
  for (let number = 1; number <= ROUTINES; number++) {
    const name = `Routine ${String(number).padStart(2, "0")}`;
    await createRoutine(account, { name, endpoint_url: receiver.url });
  }
  await signIn(page, account);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/routines?sort=name");
  const isDrawn = (name: string) =>
    page
      .getByRole("link", { name, exact: true })
      .evaluate((link) => link.checkVisibility({ contentVisibilityAuto: true }));
  expect(await isDrawn("Routine 01")).toBe(true);
  expect(await isDrawn(`Routine ${ROUTINES}`)).toBe(false);

  const heightAtFirst = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.getByRole("link", { name: `Routine ${ROUTINES}`, exact: true }).focus();
  await expect.poll(() => isDrawn(`Routine ${ROUTINES}`)).toBe(true);
  await expect(page.getByRole("row")).toHaveCount(ROUTINES + 1);
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(heightAtFirst);
});
