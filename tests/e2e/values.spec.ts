import { MINUTE_MS } from "@/lib/domain/time-units";
import { expect, signIn, test } from "@/tests/e2e/support/test";

const dayBefore = (instant: Date, timeZone: string) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone }).format(instant.getTime() - 24 * 60 * MINUTE_MS);

test("a routine whose request changes with each run is previewed, tested, saved and run", async ({
  page,
  account,
  receiver,
}) => {
  test.setTimeout(120_000);
  await signIn(page, account);
  await page.goto("/routines/new");
  const url = page.getByLabel("URL", { exact: true });

  await url.fill(`${receiver.url}/{{slot_date}}`);
  await expect(page.getByText("{{slot_date}} stands in the path of the URL")).toBeVisible();
  await url.fill(`${receiver.url}/report?date={{slot_dat-1d}}`);
  await expect(page.getByText("Did you mean {{slot_date-1d}}?")).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Report");
  await page.getByRole("button", { name: "Create routine" }).click();
  await expect(url).toHaveAttribute("aria-invalid", "true");
  await expect(page).toHaveURL("/routines/new");

  await url.fill(`${receiver.url}/report?date={{slot_date-1d}}`);
  await page.getByLabel("Time zone").fill("Pacific/Kiritimati");
  await expect(page.getByText("Next run sends")).toContainText(
    new RegExp(`${receiver.url}/report\\?date=\\d{4}-\\d\\d-\\d\\d$`),
  );
  await page.getByLabel("Method").selectOption("POST");
  await page.getByText("Headers and body", { exact: true }).click();
  await page.getByLabel("Body", { exact: true }).fill('{"run":"{{run_id}}","n":{{attempt}}}');
  await expect(page.getByText(/^Next run sends \{"run":"[0-9a-f-]{36}","n":1\}$/)).toBeVisible();
  await page.getByLabel("Fill in values").uncheck();
  await expect(page.getByText("Sent as written").first()).toBeVisible();
  await expect(page.getByText("Next run sends")).toHaveCount(0);
  await page.getByLabel("Fill in values").check();
  await page.getByText("Values that change with each run").click();
  await expect(page.getByText("The date of the slot in the routine's time zone")).toBeVisible();

  await page.getByRole("button", { name: "Test", exact: true }).click();
  await expect(page.getByText("Succeeded: the server responded with 200")).toBeVisible();
  const tested = receiver.requests[0];
  await expect(page.getByText("with its values")).toBeVisible();
  await expect(page.getByText(`${receiver.url}${tested?.path ?? ""}`).first()).toBeVisible();

  await page.getByRole("button", { name: "Create routine" }).click();
  await expect(page.getByRole("heading", { name: "Report", exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Run now" }).click();
  await expect.poll(() => receiver.requests.length).toBeGreaterThan(1);
  for (const { path, body } of receiver.requests) {
    // Midnight may have passed in between.
    const days = [0, 2].map((minutes) =>
      dayBefore(new Date(Date.now() - minutes * MINUTE_MS), "Pacific/Kiritimati"),
    );
    expect(days.map((day) => `/report?date=${day}`)).toContain(path);
    expect(JSON.parse(body)).toEqual({ run: expect.stringMatching(/^[0-9a-f-]{36}$/), n: 1 });
  }
});
