import { callApi, createRoutine, signUpByApi } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

test("every page of one tenant answers another like a page that does not exist", async ({
  page,
  account,
  receiver,
}) => {
  const owner = await signUpByApi();
  const routine = await createRoutine(owner, {
    name: "Top secret",
    endpoint_url: `${receiver.url}/ok`,
  });
  const ran = await callApi("POST", `/api/routines/${routine.id}/run`, { token: owner.token });
  const run = (await ran.json()) as { id: string };

  await signIn(page, account);
  const paths = (routineId: string, runId: string) => [
    `/routines/${routineId}`,
    `/routines/${routineId}/edit`,
    `/runs/${runId}`,
  ];
  const theirs = paths(routine.id, run.id);
  const missing = paths(crypto.randomUUID(), crypto.randomUUID());
  for (const [index, path] of theirs.entries()) {
    const pages: { status: number | undefined; text: string }[] = [];
    for (const target of [path, missing[index] ?? ""]) {
      const response = await page.goto(target);
      pages.push({
        status: response?.status(),
        text: await page.getByRole("main").innerText(),
      });
      expect(await page.content()).not.toContain("Top secret");
    }
    expect(pages[0]).toEqual(pages[1]);
    expect(pages[0]?.status).toBe(404);
  }
  for (const path of ["/", "/routines", "/runs", "/alerts"]) {
    await page.goto(path);
    expect(await page.content()).not.toContain("Top secret");
  }
});
