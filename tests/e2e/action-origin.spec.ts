import type { Route } from "@playwright/test";
import { callApi, createRoutine } from "@/tests/e2e/support/app";
import { requestPath } from "@/tests/e2e/support/raw-request";
import { expect, signIn, test } from "@/tests/e2e/support/test";

const EVIL = "https://evil.example";

test("an action is only carried out for this site's pages, whatever else the request has", async ({
  page,
  account,
  baseURL,
}) => {
  const origin = baseURL ?? "";
  const { id } = await createRoutine(account, {
    name: "Kept",
    endpoint_url: "http://127.0.0.1:4000/",
  });
  const isActive = async () => {
    const response = await callApi("GET", `/api/routines/${id}`, { token: account.token });
    return ((await response.json()) as { is_active: boolean }).is_active;
  };

  // The request of a real press, with its cookies and the action's id, held until the attacks are over.
  await signIn(page, account);
  await page.goto(`/routines/${id}`);
  let hold: (route: Route) => unknown = () => undefined;
  const held = new Promise<Route>((resolve) => (hold = resolve));
  await page.route(`**/routines/${id}`, (route) =>
    route.request().method() === "POST" ? hold(route) : route.continue(),
  );
  await page.getByRole("button", { name: "Pause" }).click();
  const press = await held;
  const captured = {
    headers: await press.request().allHeaders(),
    body: press.request().postDataBuffer() ?? "",
  };
  const { cookie = "", "next-action": action = "", "content-type": type = "" } = captured.headers;
  expect(action).toMatch(/^[0-9a-f]{20,}$/);
  const send = (headers: Record<string, string>) =>
    requestPath(`/routines/${id}`, {
      method: "POST",
      body: captured.body,
      headers: { cookie, "next-action": action, "content-type": type, ...headers },
    });

  const host = new URL(EVIL).host;
  const attacks: Record<string, string>[] = [
    {},
    { "sec-fetch-site": "same-origin" },
    { origin: EVIL },
    { origin: EVIL, "x-forwarded-host": host },
    {
      origin: EVIL,
      forwarded: `host=${host}`,
      "x-forwarded-host": host,
      "x-forwarded-proto": "https",
    },
    { origin: "null" },
    { origin: "evil" },
    { origin: origin.replace(/:\d+$/, ":1") },
    { origin, "sec-fetch-site": "cross-site" },
    { origin, "sec-fetch-site": "same-site" },
  ];
  for (const headers of attacks) {
    const { status } = await send(headers);
    expect(status, JSON.stringify(headers)).toBe(403);
    expect(await isActive(), JSON.stringify(headers)).toBe(true);
  }
  // The API is refused by the same rule.
  for (const headers of attacks) {
    const { status } = await requestPath(`/api/routines/${id}`, {
      method: "DELETE",
      headers: { cookie, ...headers },
    });
    expect(status, JSON.stringify(headers)).toBe(403);
  }

  await press.continue();
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  expect(await isActive()).toBe(false);
});

test("another site's form signs nobody in", async ({ account }) => {
  const form = new URLSearchParams({ email: account.email, password: account.password });
  for (const headers of [{}, { origin: EVIL }, { origin: "null" }] as Record<string, string>[]) {
    const { status, headers: given } = await requestPath("/sign-in", {
      method: "POST",
      body: form.toString(),
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    });
    expect(status).toBe(403);
    expect(given["set-cookie"]).toBeUndefined();
  }
});
