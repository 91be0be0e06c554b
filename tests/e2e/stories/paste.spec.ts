import { paste } from "@/tests/e2e/support/paste";
import { expect, expectNoSidewaysScroll, signInAs, test } from "@/tests/e2e/support/story";

test("what people paste becomes a routine that runs: cURL of three shells, and a crontab line", async ({
  page,
  say,
  account,
  receiver,
}) => {
  await signInAs(page, say, account);
  const { url } = receiver;
  const pastes = [
    {
      text: `curl '${url}/bash' \\\n  -H 'accept: */*' \\\n  -H 'content-type: application/json' \\\n  --data-raw $'{"a":"it\\'s"}'`,
      sent: { method: "POST", path: "/bash", body: `{"a":"it's"}` },
    },
    {
      text: `curl ^"${url}/cmd?x=1^&y=2^" ^\r\n  -H ^"accept: */*^" ^\r\n  --data-raw ^"^{^\\^"a^\\^":^\\^"b c^\\^"^}^"`,
      sent: { method: "POST", path: "/cmd?x=1&y=2", body: '{"a":"b c"}' },
    },
    {
      text: `curl.exe -X PUT \`\r\n  -H "Content-Type: application/json" \`\r\n  -d '{"a":1}' \`\r\n  ${url}/powershell`,
      sent: { method: "PUT", path: "/powershell", body: '{"a":1}' },
    },
    {
      text: `CRON_TZ=Asia/Kathmandu\n30 9 * * 1-5 www-data flock -n /tmp/x wget -qO- ${url}/crontab >/dev/null 2>&1`,
      sent: { method: "GET", path: "/crontab", body: "" },
    },
  ];
  const field = page.getByLabel(say("routineForm.url"), { exact: true });
  for (const { text, sent } of pastes) {
    await page.goto("/routines/new");
    await paste(field, text);
    await expect(field).toHaveValue(`${url}${sent.path}`);
    await expect(page.getByRole("columnheader").first()).toBeVisible();
    await page.getByRole("button", { name: say("routineForm.test"), exact: true }).click();
    await expect(page.getByText(say("testRequest.note"))).toBeVisible();
    await page.getByRole("button", { name: say("routineForm.create") }).click();
    await expect(page).toHaveURL(/\/routines\/[\da-f-]{36}$/);
    await page.getByRole("button", { name: say("common.runNow") }).click();
    await expect(page.getByRole("link", { name: say("routine.openRun") })).toBeVisible();
    expect(receiver.requests.slice(-2)).toMatchObject([sent, sent]);
  }

  // The last one is the line of the crontab, with its schedule, its zone and what was left out.
  await expect(page.getByText("30 9 * * 1-5").first()).toBeVisible();
  await expect(page.getByText("Asia/Kathmandu").first()).toBeVisible();
});

test("a schedule by the calendar is chosen, previewed, saved, and shown as it was chosen", async ({
  page,
  say,
  account,
  receiver,
}) => {
  await signInAs(page, say, account);
  await page.goto("/routines/new");
  const url = page.getByLabel(say("routineForm.url"), { exact: true });
  // A slip of the URL is mended with one click.
  const meant = `${receiver.url}/jobs/nightly-report-of-all-tenants-of-the-region`;
  await url.fill(meant.replace("http://", ""));
  const offer = page.getByRole("button", { name: say("routineForm.useUrl", { url: meant }) });
  await expect(offer).toBeVisible();
  await expectNoSidewaysScroll(page);
  await offer.click();
  await expect(url).toHaveValue(meant);

  const schedule = page.getByLabel(say("routineForm.schedule"), { exact: true });
  const times = page.getByLabel(say("routineForm.dayTimes"), { exact: true });
  const timezone = page.getByLabel(say("routineForm.timezone"), { exact: true });
  await timezone.fill("Europe/Berlin");
  await schedule.selectOption("daily");
  await expect(page.getByLabel(say("routineForm.cronExpression"))).toBeHidden();
  await times.fill("2h30");
  await expect(page.getByRole("row").filter({ hasText: "02:30" })).toHaveCount(5);
  await page.getByLabel(say("routineForm.gapPolicy")).selectOption("RUN_AFTER_GAP");
  await times.fill("9:30, 18:30");
  await expect(page.getByRole("row").filter({ hasText: /09:30|18:30/ })).toHaveCount(5);
  await times.fill("9:30, 18:00");
  await expect(page.getByText(say("problems.times_apart"))).toBeVisible();

  await schedule.selectOption("weekly");
  await times.fill("06:05");
  await expect(page.getByRole("row").filter({ hasText: "06:05" })).toHaveCount(5);
  await schedule.selectOption("monthly");
  await page.getByLabel(say("routineForm.monthDay"), { exact: true }).selectOption("nthL");
  await page.getByLabel(say("routineForm.monthWeekday")).selectOption("5");
  await expectNoSidewaysScroll(page);

  // A zone before an expression moves into its own field.
  await schedule.selectOption("cron");
  await page.getByLabel(say("routineForm.cronExpression")).fill("CRON_TZ=Asia/Tokyo 0 5 * * *");
  await expect(timezone).toHaveValue("Asia/Tokyo");
  await expect(page.getByLabel(say("routineForm.cronExpression"))).toHaveValue("0 5 * * *");
  await schedule.selectOption("monthly");
  await page.getByRole("button", { name: say("routineForm.create") }).click();
  await expect(page).toHaveURL(/\/routines\/[\da-f-]{36}$/);
  await expect(page.getByText("5 6 * * 5L").first()).toBeVisible();

  await page.goto(`${page.url()}/edit`);
  await expect(schedule).toHaveValue("monthly");
  await expect(times).toHaveValue("06:05");
  await expect(page.getByLabel(say("routineForm.monthWeekday"))).toHaveValue("5");
  await schedule.selectOption("once");
  await page.getByLabel(say("routineForm.runAt"), { exact: true }).fill("2031-01-02T03:04");
  await page.getByRole("button", { name: say("routineForm.save") }).click();
  await expect(page).toHaveURL(/\/routines\/[\da-f-]{36}$/);
  await page.goto(`${page.url()}/edit`);
  await expect(schedule).toHaveValue("once");
  await expect(page.getByLabel(say("routineForm.runAt"), { exact: true })).toHaveValue(
    "2031-01-02T03:04",
  );
});
