import { callApi, createRoutine } from "@/tests/e2e/support/app";
import { expect, expectNoSidewaysScroll, test } from "@/tests/e2e/support/story";
import { waitFor } from "@/tests/support/wait-for";

type Published = { title: string; message: string; actions: { label: string; url: string }[] };

/** A page without JavaScript, as a reader of mail may open it. */
test.use({ javaScriptEnabled: false });

test("a message about a failure leads to a page that acknowledges it, signed in or not", async ({
  page,
  say,
  locale,
  account,
  receiver,
}) => {
  const { token } = account;
  const { id: routine } = await createRoutine(account, {
    name: "Payments <b>1</b>",
    endpoint_url: `${receiver.url}/status/503`,
  });
  await callApi("POST", "/api/channels", {
    token,
    body: {
      ...{ kind: "NTFY", config: { server: receiver.url, topic: "ops" } },
      language: locale === "pt-BR" ? "pt-BR" : "en",
    },
  });
  for (let count = 0; count < 2; count += 1) {
    await callApi("POST", `/api/routines/${routine}/run`, { token });
  }
  const message = await waitFor("the message", () => {
    const body = receiver.requests.find(({ method, path }) => method === "POST" && path === "/");
    return body && (JSON.parse(body.body) as Published);
  });
  const url = message.actions.find(
    ({ label }) => label === say("alertMessages.labels.acknowledge"),
  )?.url;
  if (url === undefined) throw new Error("The message offers no acknowledgement.");
  const stateOf = async () => {
    const response = await callApi("GET", "/api/incidents", { token });
    const { data } = (await response.json()) as { data: { state: string }[] };
    return data.map(({ state }) => state);
  };

  const response = await page.goto(url);
  expect(response?.headers()["cache-control"]).toContain("no-store");
  await expect(page).toHaveTitle(new RegExp(say("acknowledge.title")));
  await expect(page.getByRole("heading", { name: say("acknowledge.states.open") })).toBeVisible();
  await expect(page.getByText(message.title, { exact: true })).toBeVisible();
  await expectNoSidewaysScroll(page);
  expect(await stateOf()).toEqual(["open"]);

  await page.getByRole("button", { name: say("acknowledge.confirm"), exact: true }).click();
  await expect(
    page.getByRole("heading", { name: say("acknowledge.states.done"), exact: true }),
  ).toBeVisible();
  expect(await stateOf()).toEqual(["acknowledged"]);

  await page.goto(url);
  await expect(
    page.getByRole("heading", { name: say("acknowledge.states.acknowledged"), exact: true }),
  ).toBeVisible();
  await page.goto(`${url.slice(0, -2)}xx`);
  await expect(page.getByRole("heading", { name: say("acknowledge.goneTitle") })).toBeVisible();
});
