import { callApi } from "@/tests/e2e/support/app";
import { expect, expectNoSidewaysScroll, signInAs, test } from "@/tests/e2e/support/story";

const COUNT = 200;
const BATCH = 20;

test("200 routines are searched, filtered and paused in bulk, and the pause is taken back", async ({
  page,
  say,
  account,
  receiver,
}) => {
  test.setTimeout(120_000);
  for (let first = 0; first < COUNT; first += BATCH) {
    const answers = await Promise.all(
      Array.from({ length: BATCH }, (_, index) =>
        callApi("POST", "/api/routines", {
          token: account.token,
          body: {
            name: `${(first + index) % 4 === 0 ? "Invoice" : "Order"} ${first + index}`,
            endpoint_url: `${receiver.url}/ok`,
            // Far away, so that nothing runs meanwhile.
            cron_expression: "0 0 29 2 *",
          },
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  }

  await signInAs(page, say, account);
  await page.goto("/routines");
  await expect(page.getByText(say("routines.total", { count: COUNT }))).toBeVisible();
  await expectNoSidewaysScroll(page);
  const search = page.getByRole("searchbox", { name: say("routines.search") });
  await search.fill("Invoice");
  await search.press("Enter");
  await expect(page).toHaveURL(/q=Invoice/);
  await expect(page.getByText(say("routines.matching", { count: 50 }))).toBeVisible();

  await page.getByRole("checkbox", { name: say("bulk.selectPage") }).check();
  const bar = page.getByRole("region", { name: say("bulk.label") });
  await expect(bar).toContainText(say("bulk.selected", { count: 25 }));
  await bar.getByRole("button", { name: say("bulk.selectEverything", { count: 50 }) }).click();
  await expect(bar).toContainText(say("bulk.everything", { count: 50 }));
  await bar.getByRole("button", { name: say("routine.pause") }).click();
  await expect(page.getByText(say("bulk.done.pause", { count: 50 }))).toBeVisible();

  await page.goto("/routines?state=paused");
  await expect(page.getByText(say("routines.matching", { count: 50 }))).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.goBack();
  await page.getByRole("checkbox", { name: say("bulk.selectPage") }).check();
  await bar.getByRole("button", { name: say("bulk.selectEverything", { count: 50 }) }).click();
  await bar.getByRole("button", { name: say("routine.resume") }).click();
  await expect(page.getByText(say("bulk.done.resume", { count: 50 }))).toBeVisible();
  await page.goto("/routines?state=paused");
  await expect(page.getByText(say("routines.noneFoundTitle"))).toBeVisible();
});
