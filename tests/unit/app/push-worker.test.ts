import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";

type Listener = (event: Record<string, unknown>) => void;
type Shown = { title: string; options: Record<string, unknown> };

const script = readFileSync("public/push-worker.js", "utf8");

/** The worker as a browser runs it, with the pages that are open, and what it did. */
function startWorker(pages: readonly string[] = []) {
  const listeners = new Map<string, Listener>();
  const shown: Shown[] = [];
  const opened: string[] = [];
  const navigated: string[] = [];
  const windows = pages.map(() => ({
    focus: () => Promise.resolve(),
    navigate: (url: string) => Promise.resolve(navigated.push(url)),
  }));
  const self = {
    location: { origin: "https://ops.example.com" },
    addEventListener: (type: string, listener: Listener) => listeners.set(type, listener),
    registration: {
      showNotification: (title: string, options: Record<string, unknown>) => {
        shown.push({ title, options });
        return Promise.resolve();
      },
    },
    clients: {
      matchAll: () => Promise.resolve(windows),
      openWindow: (url: string) => Promise.resolve(opened.push(url)),
    },
  };
  runInNewContext(script, { self, URL });
  const send = async (type: string, event: Record<string, unknown>) => {
    let work: unknown;
    listeners.get(type)?.({ ...event, waitUntil: (promise: unknown) => (work = promise) });
    await work;
  };
  const push = (text: string) =>
    send("push", { data: { json: () => JSON.parse(text) as unknown } });
  const click = (url: unknown) =>
    send("notificationclick", { notification: { close: () => undefined, data: { url } } });
  return { shown, opened, navigated, push, click };
}

it("a push message is shown, and replaces the one before about the same incidents", async () => {
  const worker = startWorker();
  await worker.push(
    JSON.stringify({ title: "Payments fails", body: "503", url: "/alerts", tag: "group" }),
  );
  expect(worker.shown).toMatchObject([
    {
      title: "Payments fails",
      options: { body: "503", tag: "group", renotify: true, data: { url: "/alerts" } },
    },
  ]);
});

it("a message that can't be read is shown too: a browser ends silent subscriptions", async () => {
  const worker = startWorker();
  await worker.push("{");
  expect(worker.shown).toMatchObject([
    { title: "OpsPulse", options: { data: { url: "/alerts" } } },
  ]);
});

it("a click opens the page of the message", async () => {
  const worker = startWorker();
  await worker.click("https://ops.example.com/alerts/incidents/1");
  expect(worker.opened).toEqual(["https://ops.example.com/alerts/incidents/1"]);
});

it("a click uses a page that is open already", async () => {
  const worker = startWorker(["https://ops.example.com/"]);
  await worker.click("/alerts");
  expect(worker.navigated).toEqual(["https://ops.example.com/alerts"]);
  expect(worker.opened).toEqual([]);
});

it.each(["https://evil.example/", "javascript:alert(1)", "//evil.example/x"])(
  "a click never leaves this site for %s",
  async (url) => {
    const worker = startWorker();
    await worker.click(url);
    expect(worker.opened).toEqual(["/alerts"]);
  },
);
