import { globSync } from "node:fs";
import { createRoutineWithRun, callApi } from "@/tests/e2e/support/app";
import { expect, signIn, test } from "@/tests/e2e/support/test";

/** Pages that only exist in development. */
const NOT_SERVED = ["/design"];

/** The path of every page of the app, with its parameters in brackets. */
const patterns = globSync("app/**/page.tsx")
  .map(
    (file) =>
      file.replace(/^app|\/page\.tsx$|\/\([a-z]+\)(?=\/)/g, "").replace("/[[...path]]", "") || "/",
  )
  .filter((pattern) => !NOT_SERVED.includes(pattern));

/** The fixture of `page` fails a test in which a page breaks its Content-Security-Policy. */
test("every page opens within its Content-Security-Policy, by address and by link", async ({
  page,
  account,
  receiver,
}) => {
  test.setTimeout(180_000);
  const id = await createRoutineWithRun(account, "Invoices", receiver.url);
  const { token } = account;
  const runs = await callApi("GET", `/api/routines/${id}/runs`, { token });
  const { data } = (await runs.json()) as { data: { id: string }[] };
  const created = await callApi("POST", "/api/channels", {
    token,
    body: { kind: "WEBHOOK", config: { url: receiver.url } },
  });
  const channel = (await created.json()) as { id: string };
  const values: Record<string, string> = {
    "/alerts/acknowledge/[token]": "unknown",
    "/alerts/channels/[id]": channel.id,
    "/alerts/incidents/[id]": "unknown",
    "/alerts/policy/tags/[id]": "unknown",
    "/replays/[id]": "unknown",
    "/routines/[id]": id,
    "/runs/[id]": data[0]?.id ?? "",
    "/invitations/[token]": "unknown",
  };
  const pathOf = (pattern: string) => {
    const stem = /^.*?\[[a-z]+\]/.exec(pattern)?.[0];
    if (stem === undefined) return pattern;
    const value = values[stem];
    if (value === undefined) throw new Error(`Give this test a value for ${stem}.`);
    return pattern.replace(/\[[a-z]+\]/, value);
  };
  const paths = [...patterns, "/nothing"].map(pathOf);
  expect(paths.length).toBeGreaterThan(20);
  for (const isSignedIn of [false, true]) {
    if (isSignedIn) await signIn(page, account);
    for (const path of paths) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    }
  }

  await page.goto("/routines");
  await page.getByRole("link", { name: "Invoices", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Invoices" })).toBeVisible();
  await expect(page.getByRole("group", { name: /arrow keys/ }).locator("svg")).toBeVisible();
  await page.getByRole("link", { name: "Edit" }).click();
  await expect(page.getByRole("button", { name: "Save changes" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Invoices" })).toBeVisible();
});

test("a dialog holds the page still by a style with the page's nonce", async ({
  page,
  account,
}) => {
  await signIn(page, account);
  const overflow = () => page.evaluate(() => getComputedStyle(document.body).overflow);
  expect(await overflow()).toBe("visible");
  await page.getByRole("link", { name: "Settings" }).first().click();
  await expect(page).toHaveURL("/settings");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await expect.poll(overflow).toBe("hidden");
  await page.keyboard.press("Escape");
  await expect.poll(overflow).toBe("visible");
});

test("markup that an attacker got into a page does nothing", async ({ browser, baseURL }) => {
  // A page of its own: here, the violations are what is looked for.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(new URL("/sign-in", baseURL).href);
  await page.evaluate(() => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => {
      const { dataset } = document.documentElement;
      dataset.blocked = `${dataset.blocked ?? ""} ${effectiveDirective}`;
    });
    const host = document.createElement("div");
    host.innerHTML = `
      <img src="/nothing" onerror="window.hacked = 1">
      <p style="position: fixed">Your password has expired</p>
      <a href="javascript:window.hacked = 2">Sign in</a>
      <object data="/icon.svg"></object>
      <form action="https://evil.example/"><button>Sign in</button></form>`;
    document.body.append(host);
    host.querySelector("a")?.click();
    host.querySelector("form")?.requestSubmit();
    const base = document.createElement("base");
    base.href = "https://evil.example/";
    document.head.append(base);
    const style = document.createElement("style");
    style.textContent = "body { display: none }";
    document.head.append(style);
    fetch("https://evil.example/").catch(() => undefined);
  });
  const blocked = () => page.evaluate(() => document.documentElement.dataset.blocked?.split(" "));
  for (const directive of [
    "base-uri",
    "connect-src",
    "form-action",
    "object-src",
    "script-src-attr",
    "script-src-elem",
    "style-src-attr",
    "style-src-elem",
  ]) {
    await expect.poll(blocked, directive).toContain(directive);
  }
  expect(await page.evaluate(() => "hacked" in window)).toBe(false);
  await context.close();
});

test("the worker of push notifications may run", async ({ page, account }) => {
  await signIn(page, account);
  await page.goto("/alerts/channels/new?kind=PUSH");
  const script = await page.evaluate(async () => {
    await navigator.serviceWorker.register("/push-worker.js");
    return (await navigator.serviceWorker.ready).active?.scriptURL;
  });
  expect(script).toBe(new URL("/push-worker.js", page.url()).href);
});
