import type { Page } from "@playwright/test";
import { callApi, createRoutine, findLinkInEmail, runRoutine } from "@/tests/e2e/support/app";
import {
  expect,
  expectNoSidewaysScroll,
  signInAs,
  test,
  type Say,
} from "@/tests/e2e/support/story";
import type { Receiver } from "@/tests/support/receiver";
import { waitFor } from "@/tests/support/wait-for";

type Told = { type: string; data: { incident: { id: string; state: string } } };

/** The newest body that the receiver got at a path and that fits. */
function waitForBody<Body>(
  receiver: Receiver,
  path: string,
  fits: (body: Body) => boolean,
): Promise<Body> {
  return waitFor(`a message at ${path}`, () => {
    const bodies = receiver.requests
      .filter((request) => request.path === path && request.method === "POST")
      .map((request) => JSON.parse(request.body) as Body);
    return Promise.resolve(bodies.findLast(fits) ?? false);
  });
}

/** Adds a webhook to the receiver from the empty page of alerts, and sends a test to it. */
async function addWebhook(page: Page, say: Say, receiver: Receiver) {
  await page.goto("/alerts");
  await expect(page.getByRole("heading", { name: say("channels.firstTitle") })).toBeVisible();
  await page.getByRole("link", { name: say("channels.kinds.WEBHOOK") }).click();
  await page.getByLabel(say("channels.fields.url"), { exact: true }).fill(`${receiver.url}/hook`);
  await expectNoSidewaysScroll(page);
  await page.getByRole("button", { name: say("channels.create") }).click();
  await expect(page.getByText("whsec_")).toBeVisible();
  await page.getByRole("link", { name: say("channels.openMade") }).click();
  await page.getByRole("button", { name: say("channels.test") }).click();
  await expect(page.getByText(say("channels.testSent"))).toBeVisible();
  await expect(page.getByText(say("channels.testStatus", { status: 200 }))).toBeVisible();
  await expectNoSidewaysScroll(page);
}

test("a failure is told to a channel, acknowledged from the message, and told again once it's over", async ({
  page,
  say,
  locale,
  account,
  receiver,
}) => {
  await signInAs(page, say, account);
  await addWebhook(page, say, receiver);
  const mailbox = await callApi("POST", "/api/channels", {
    token: account.token,
    body: {
      kind: "EMAIL",
      config: { to: [account.email] },
      language: locale === "pt-BR" ? "pt-BR" : "en",
    },
  });
  expect(mailbox.status).toBe(201);

  const { id } = await createRoutine(account, {
    name: "Checkout",
    endpoint_url: `${receiver.url}/status/503`,
  });
  await runRoutine(account, id);
  await page.goto("/alerts");
  const pending = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: say("alerts.pending") }) });
  await expect(pending).toContainText("Checkout");
  await pending.getByRole("button", { name: say("common.runNow") }).click();

  const unresolved = page
    .locator("section")
    .filter({ has: page.getByRole("heading", { name: say("alerts.unresolved") }) });
  await expect(unresolved.getByRole("link", { name: "Checkout", exact: true })).toBeVisible();
  await expect(unresolved).toContainText(say("incidents.counts.FAILURES", { count: 2 }));
  await expect(page).toHaveTitle(/^\(1\) /);
  await expectNoSidewaysScroll(page);

  const opened = await waitForBody<Told>(
    receiver,
    "/hook",
    (body) => body.type === "incident.opened",
  );
  expect(opened.data.incident.state).toBe("open");
  const { email, link } = await findLinkInEmail(
    account.email,
    /https?:\/\/\S+\/alerts\/acknowledge\/\S+/,
  );
  expect(email.subject).toContain("Checkout");
  await page.goto(link);
  await expect(page.getByText("Checkout").first()).toBeVisible();
  await page.getByRole("button", { name: say("acknowledge.confirm") }).click();
  await expect(page.getByRole("heading", { name: say("acknowledge.states.done") })).toBeVisible();

  await page.goto(`/alerts/incidents/${opened.data.incident.id}`);
  await expect(page.getByText(say("incidents.state.acknowledged")).first()).toBeVisible();
  await expect(page).not.toHaveTitle(/^\(/);
  await page.getByLabel(say("incidents.noteLabel")).fill("The deployment is rolling back.");
  await page.getByRole("button", { name: say("incidents.addNote") }).click();
  const noted = page.getByRole("listitem").filter({ hasText: "The deployment is rolling back." });
  await expect(noted).toContainText(say("incidents.by.PAGE", { who: account.email }));
  await expectNoSidewaysScroll(page);

  await callApi("PATCH", `/api/routines/${id}`, {
    token: account.token,
    body: { endpoint_url: `${receiver.url}/ok` },
  });
  await runRoutine(account, id);
  await waitForBody<Told>(receiver, "/hook", (body) => body.type === "incident.resolved");
  await page.goto("/alerts/history");
  await expect(page.getByRole("link", { name: "Checkout", exact: true })).toBeVisible();
  await page.goto("/alerts");
  await expect(page.getByText(say("alerts.calmTitle"))).toBeVisible();
  await page.goto("/alerts/deliveries");
  await expect(page.getByText(say("channels.delivery.SENT")).first()).toBeVisible();
  await expectNoSidewaysScroll(page);
});

test("a policy is tried on stored runs before it's saved, and tags and routines can have their own", async ({
  page,
  say,
  account,
  receiver,
}) => {
  const { id } = await createRoutine(account, {
    name: "Nightly",
    endpoint_url: `${receiver.url}/status/500`,
    tags: ["payments"],
  });
  for (let run = 0; run < 3; run += 1) await runRoutine(account, id);
  await signInAs(page, say, account);

  await page.goto("/alerts/policy");
  const name = say("alertPolicy.names.consecutive_failures");
  const field = page.getByLabel(
    say("alertPolicy.fieldOf", { condition: name, field: say("alertPolicy.fields.count") }),
  );
  await field.fill("0");
  await page.getByRole("button", { name: say("alertPolicy.save") }).click();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill("4");
  await page.getByRole("button", { name: say("alertPolicy.backtest", { days: 7 }) }).click();
  await expect(
    page.getByText(say("alertPolicy.backtestResult", { days: 7, count: 0, saved: 1 })),
  ).toBeVisible();
  await page.getByRole("button", { name: say("alertPolicy.save") }).click();
  await expect(page.getByText(say("alertPolicy.saved"), { exact: true })).toBeVisible();
  await expectNoSidewaysScroll(page);

  await page.getByRole("link", { name: "payments" }).click();
  await page.getByLabel(say("alertPolicy.tag.own", { count: 1 })).check();
  await field.fill("2");
  await page.getByRole("button", { name: say("alertPolicy.backtest", { days: 7 }) }).click();
  await expect(
    page.getByText(say("alertPolicy.backtestResult", { days: 7, count: 1, saved: 0 })),
  ).toBeVisible();
  await page.getByRole("button", { name: say("alertPolicy.save") }).click();
  await expect(page.getByText(say("alertPolicy.saved"), { exact: true })).toBeVisible();
  await expectNoSidewaysScroll(page);

  await page.goto(`/routines/${id}/alerts`);
  const twoFailures = say("alertPolicy.words.consecutive_failures", { count: 2 });
  await expect(
    page.getByText(say("alertPolicy.origins.TAG", { tag: "payments", policy: twoFailures })),
  ).toBeVisible();
  await page.getByLabel(say("alertPolicy.routine.own")).check();
  await field.fill("3");
  await page.getByRole("button", { name: say("alertPolicy.backtest", { days: 7 }) }).click();
  await expect(page.getByText(say("chart.marks", { count: 1 }))).toBeVisible();
  await page.getByRole("button", { name: say("alertPolicy.save") }).click();
  await expect(page.getByText(say("alertPolicy.saved"), { exact: true })).toBeVisible();
  await expectNoSidewaysScroll(page);
  await page.goto(`/routines/${id}`);
  await expect(
    page.getByRole("link", { name: say("alertPolicy.words.consecutive_failures", { count: 3 }) }),
  ).toBeVisible();
});
