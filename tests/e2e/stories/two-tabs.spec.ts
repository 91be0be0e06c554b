import { callApi, createRoutine } from "@/tests/e2e/support/app";
import { expectSameDocument, markDocument } from "@/tests/e2e/support/same-document";
import { expect, signInAs, test } from "@/tests/e2e/support/story";

test("what is done in one tab or by a machine shows up in the other, without a reload", async ({
  page,
  say,
  account,
  receiver,
}) => {
  await signInAs(page, say, account);
  const other = await page.context().newPage();
  await other.goto("/routines");
  await markDocument(other);

  const { id } = await createRoutine(account, {
    name: "Nightly import",
    endpoint_url: `${receiver.url}/ok`,
  });
  const row = other.getByRole("row", { name: /Nightly import/ });
  const inRow = (text: string) => row.getByText(text).filter({ visible: true });
  await expect(row).toBeVisible();

  await page.goto(`/routines/${id}`);
  await page.getByRole("button", { name: say("common.runNow") }).click();
  await expect(inRow(say("status.SUCCESS"))).toBeVisible();

  await page.getByRole("button", { name: say("routine.pause") }).click();
  await expect(inRow(say("status.paused"))).toBeVisible();

  const response = await callApi("DELETE", `/api/routines/${id}`, { token: account.token });
  expect(response.status).toBe(204);
  await expect(row).toHaveCount(0);
  await expectSameDocument(other);
});
