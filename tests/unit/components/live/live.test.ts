import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { askVersion, type VersionResponse } from "@/components/live/ask-version";
import { liveVersion } from "@/components/live/live-version";
import { POLL_MS, pollDelayMs, watchVersion } from "@/components/live/watch-version";
import type { HealthDto } from "@/lib/domain/health";

/** A page as far as the watch sees one. */
function openPage() {
  const document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const window = new EventTarget();
  const navigator = { onLine: true };
  vi.stubGlobal("document", document);
  vi.stubGlobal("window", window);
  vi.stubGlobal("navigator", navigator);
  return {
    show(isVisible: boolean) {
      document.visibilityState = isVisible ? "visible" : "hidden";
      document.dispatchEvent(new Event("visibilitychange"));
    },
    connect(isOnline: boolean) {
      navigator.onLine = isOnline;
      window.dispatchEvent(new Event(isOnline ? "online" : "offline"));
    },
    focus: () => window.dispatchEvent(new Event("focus")),
  };
}

/** Watches over a page whose server responds with `response`, under a clock of the test's own. */
function startWatch() {
  vi.useFakeTimers();
  const page = openPage();
  const state = { response: { is: "same" } as VersionResponse, isBusy: false };
  const asked: string[] = [];
  const reported: string[] = [];
  const refresh = vi.fn();
  const stop = watchVersion({
    version: "v1",
    ask: async (version) => {
      asked.push(version);
      return state.response;
    },
    isBusy: () => state.isBusy,
    refresh,
    report: (liveness) => reported.push(liveness),
  });
  return {
    page,
    state,
    asked,
    reported,
    refresh,
    stop,
    pass: (ms: number) => vi.advanceTimersByTimeAsync(ms),
  };
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a page that watches for changes", () => {
  it("asks once a tick, and refreshes nothing while nothing changes", async () => {
    const { asked, refresh, pass, reported } = startWatch();
    await pass(10 * POLL_MS);
    expect(asked).toHaveLength(10);
    expect(refresh).not.toHaveBeenCalled();
    expect(new Set(reported)).toEqual(new Set(["live"]));
  });

  it("is refreshed once for a change, and asks for what came after it from then on", async () => {
    const { asked, state, refresh, pass } = startWatch();
    state.response = { is: "changed", version: "v2" };
    await pass(POLL_MS);
    state.response = { is: "same" };
    await pass(3 * POLL_MS);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(asked).toEqual(["v1", "v2", "v2", "v2"]);
  });

  it("is refreshed at most once a tick, however much changes", async () => {
    const { state, refresh, pass } = startWatch();
    state.response = { is: "changed", version: "ever new" };
    await pass(5 * POLL_MS);
    expect(refresh).toHaveBeenCalledTimes(5);
  });

  it("waits with the refresh until the reader is done", async () => {
    const { state, refresh, pass } = startWatch();
    state.isBusy = true;
    state.response = { is: "changed", version: "v2" };
    await pass(POLL_MS);
    state.response = { is: "same" };
    await pass(5 * POLL_MS);
    expect(refresh).not.toHaveBeenCalled();
    state.isBusy = false;
    await pass(POLL_MS);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it("asks nothing while hidden, and at once when shown again", async () => {
    const { page, asked, pass } = startWatch();
    page.show(false);
    await pass(60_000);
    expect(asked).toHaveLength(0);
    page.show(true);
    await pass(0);
    expect(asked).toHaveLength(1);
  });

  it("asks nothing while offline, and at once when the connection is back", async () => {
    const { page, asked, pass } = startWatch();
    page.connect(false);
    await pass(60_000);
    expect(asked).toHaveLength(0);
    page.connect(true);
    await pass(0);
    expect(asked).toHaveLength(1);
  });

  it("asks no more often because it is looked at again and again", async () => {
    const { page, asked, pass } = startWatch();
    for (let count = 0; count < 100; count += 1) {
      page.focus();
      page.show(false);
      page.show(true);
      await pass(POLL_MS / 10);
    }
    expect(asked.length).toBeLessThanOrEqual(10);
    expect(asked.length).toBeGreaterThanOrEqual(9);
  });

  it("asks more and more rarely while requests fail, says so, and takes it back", async () => {
    const { state, asked, reported, pass } = startWatch();
    state.response = { is: "failed" };
    await pass(2 * POLL_MS);
    expect(reported).not.toContain("lost");
    await pass(120_000);
    expect(reported.at(-1)).toBe("lost");
    expect(asked.length).toBeLessThan(10);
    state.response = { is: "same" };
    await pass(30_000);
    expect(reported.at(-1)).toBe("live");
  });

  it("stops once signed out, and asks again when it is looked at", async () => {
    const { page, state, asked, reported, pass } = startWatch();
    state.response = { is: "signedOut" };
    await pass(60_000);
    expect(asked).toHaveLength(1);
    expect(reported).toEqual(["signedOut"]);
    state.response = { is: "same" };
    page.focus();
    await pass(0);
    expect(reported.at(-1)).toBe("live");
  });

  it("asks and reports nothing after its end", async () => {
    const { page, asked, reported, stop, pass } = startWatch();
    stop();
    page.focus();
    page.show(true);
    await pass(60_000);
    expect(asked).toEqual([]);
    expect(reported).toEqual([]);
  });

  it("never waits longer than half a minute", () => {
    expect([0, 1, 2, 3, 4, 50].map(pollDelayMs)).toEqual([
      2_000, 4_000, 8_000, 16_000, 30_000, 30_000,
    ]);
  });
});

describe("the question", () => {
  async function ask(answer: (request: IncomingMessage, response: ServerResponse) => void) {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    try {
      return await askVersion(`http://127.0.0.1:${port}/`, "v1");
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  const json = (status: number, body: string) => (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(body);

  it("names the version that was seen, so that the response can be empty", async () => {
    let asked: string | undefined;
    const answer = await ask((request, response) => {
      asked = request.headers["if-none-match"];
      response.writeHead(304).end();
    });
    expect(asked).toBe('"v1"');
    expect(answer).toEqual({ is: "same" });
  });

  it.each([
    ["the version", 200, '{"version":"v1"}', { is: "same" }],
    ["another version", 200, '{"version":"v2"}', { is: "changed", version: "v2" }],
    ["no session", 401, '{"code":"UNAUTHENTICATED"}', { is: "signedOut" }],
    ["a database that is away", 503, "{}", { is: "failed" }],
    ["a page of somebody in between", 200, "<!doctype html>", { is: "failed" }],
    ["another shape", 200, '{"version":2}', { is: "failed" }],
  ] as const)("%s is read as what it is", async (_, status, body, expected) => {
    expect(await ask(json(status, body))).toEqual(expected);
  });

  it("a connection that breaks is a failure, not an error", async () => {
    expect(await ask((request) => request.socket.destroy())).toEqual({ is: "failed" });
  });
});

describe("the version of a page", () => {
  const health = (lastTickAt: string, problems: HealthDto["problems"] = []): HealthDto => ({
    status: "ok",
    problems,
    database: { status: "ok", latency_ms: 1 },
    schema: { status: "ok", version: "0001_sample", expected: "0001_sample" },
    scheduler: { last_tick_at: lastTickAt, due: 0, oldest_due_lag_ms: 0, lag_ms: null },
    version: "1",
  });

  it("is another one when the workspace or the health of the instance changes, not at each tick", () => {
    const version = liveVersion("a", health("2026-03-02T11:59:00Z"));
    expect(liveVersion("a", health("2026-03-02T11:59:59Z"))).toBe(version);
    expect(liveVersion("b", health("2026-03-02T11:59:00Z"))).not.toBe(version);
    expect(liveVersion("a", health("2026-03-02T11:59:00Z", ["scheduler_late"]))).not.toBe(version);
  });
});
