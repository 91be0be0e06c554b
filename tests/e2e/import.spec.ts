import { expect, signIn, test } from "@/tests/e2e/support/test";

test("a crontab becomes routines after a preview, and its password is kept nowhere", async ({
  page,
  account,
  receiver,
}) => {
  const crontab = [
    "CRON_TZ=America/Sao_Paulo",
    "# Daily report",
    `30 6 * * 1-5 curl -X POST ${receiver.url}/report`,
    `0 4 * * * curl -u cron:hunter2-hunter2 ${receiver.url}/nightly`,
    "0 2 * * * /usr/local/bin/backup.sh --password=hunter2-hunter2",
  ].join("\n");
  await signIn(page, account);
  await page.goto("/routines");
  await page.getByRole("link", { name: "Import", exact: true }).click();
  const text = page.getByLabel("Text to import");
  await text.fill(crontab);
  await page.getByRole("button", { name: "Show preview" }).click();

  await expect(page.getByText("2 routines can be imported, 1 job can't.")).toBeVisible();
  await expect(text).toHaveValue("");
  expect(await page.content()).not.toContain("hunter2");
  const refused = page.getByRole("region", { name: "1 job can't be imported" });
  await expect(refused).toContainText("backup.sh is no HTTP request");
  const nightly = page.getByRole("listitem").filter({ has: page.getByText("/nightly") });
  await expect(nightly.first()).toContainText("Imported paused");
  await expect(page.getByRole("link", { name: "Add them in the settings" })).toHaveAttribute(
    "href",
    "/settings/secrets",
  );

  await page.getByRole("button", { name: "Import", exact: true }).click();
  await expect(page.getByText("2 routines were imported. 1 of them is paused.")).toBeVisible();
  await page.getByRole("link", { name: "Show the imported routines" }).click();
  await expect(page).toHaveURL("/routines?tag=from-crontab");
  await expect(page.getByRole("link", { name: "Daily report" })).toBeVisible();

  await page.goto("/routines/import");
  await text.fill(crontab);
  await page.getByRole("button", { name: "Show preview" }).click();
  await expect(page.getByText("Already imported")).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Import", exact: true })).toHaveCount(0);
});
