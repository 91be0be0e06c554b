import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { askVersion, type VersionResponse } from "@/components/live/ask-version";
import { liveVersion } from "@/components/live/live-version";
import { pollDelayMs } from "@/components/live/poll-delay";
import { watchVersion } from "@/components/live/watch-version";
import type { HealthDto } from "@/lib/domain/health";

const POLL_MS = 2_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const same = { is: "same", nextDueMs: null } as const;
const changed = (version: string) => ({ is: "changed", version, nextDueMs: null }) as const;

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
    use: (event: "wheel" | "click" | "keydown") => document.dispatchEvent(new Event(event)),
    movePointerTo: (screenX: number) =>
      document.dispatchEvent(Object.assign(new Event("pointermove"), { screenX, screenY: 0 })),
  };
}

/** Watches over a page whose server responds with `response`, under a clock of the test's own. */
function startWatch() {
  vi.useFakeTimers();
  const page = openPage();
  const state = { response: same as VersionResponse, isBusy: false };
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
    state.response = changed("v2");
    await pass(POLL_MS);
    state.response = same;
    await pass(3 * POLL_MS);
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(asked).toEqual(["v1", "v2", "v2", "v2"]);
  });

  it("is refreshed at most once a tick, however much changes", async () => {
    const { state, refresh, pass } = startWatch();
    state.response = changed("ever new");
    await pass(5 * POLL_MS);
    expect(refresh).toHaveBeenCalledTimes(5);
  });

  it("waits with the refresh until the reader is done", async () => {
    const { state, refresh, pass } = startWatch();
    state.isBusy = true;
    state.response = changed("v2");
    await pass(POLL_MS);
    state.response = same;
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
    state.response = same;
    await pass(30_000);
    expect(reported.at(-1)).toBe("live");
  });

  it("stops once signed out, and asks again when it is looked at", async () => {
    const { page, state, asked, reported, pass } = startWatch();
    state.response = { is: "signedOut" };
    await pass(60_000);
    expect(asked).toHaveLength(1);
    expect(reported).toEqual(["signedOut"]);
    state.response = same;
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

  it("asks more and more rarely while nothing happens, and again every two seconds after a change", async () => {
    const { page, state, asked, pass } = startWatch();
    const askedIn = async (ms: number) => {
      const before = asked.length;
      for (let passed = 0; passed < ms; passed += MINUTE_MS) {
        page.use("wheel");
        await pass(Math.min(MINUTE_MS, ms - passed));
      }
      return asked.length - before;
    };
    expect(await askedIn(20_000)).toBe(10);
    expect(await askedIn(5 * MINUTE_MS)).toBeLessThan(30);
    expect(await askedIn(HOUR_MS)).toBe(120);
    state.response = changed("v2");
    await pass(30_000);
    state.response = same;
    expect(await askedIn(20_000)).toBeGreaterThanOrEqual(9);
  });

  it("costs at most a tenth of a request every two seconds while it is watched for a day of work", async () => {
    const { page, asked, pass } = startWatch();
    for (let minute = 0; minute < 8 * 60; minute += 1) {
      page.use("wheel");
      await pass(MINUTE_MS);
    }
    expect(asked.length).toBeLessThan(0.1 * ((8 * HOUR_MS) / POLL_MS));
  });

  it("asks nothing once its reader is away for ten minutes, says so, and goes on at their first move", async () => {
    const { page, asked, reported, pass } = startWatch();
    page.movePointerTo(1);
    for (let minute = 0; minute < 11; minute += 1) {
      await pass(MINUTE_MS);
      // The page changed under a pointer at rest.
      page.movePointerTo(1);
    }
    expect(reported.at(-1)).toBe("away");
    const before = asked.length;
    expect(before).toBeLessThan(60);
    await pass(30 * 24 * HOUR_MS);
    expect(asked).toHaveLength(before);
    page.movePointerTo(2);
    await pass(0);
    expect(asked).toHaveLength(before + 1);
    expect(reported.at(-1)).toBe("live");
  });

  it.each(["click", "keydown"] as const)("is quick again after a %s", async (deed) => {
    const { page, asked, pass } = startWatch();
    await pass(9 * MINUTE_MS);
    page.use(deed);
    const before = asked.length;
    await pass(10 * POLL_MS);
    expect(asked.length - before).toBeGreaterThanOrEqual(10);
  });

  it("asks when a routine is due, however quiet it is", async () => {
    const { state, asked, pass } = startWatch();
    await pass(8 * MINUTE_MS);
    state.response = { is: "same", nextDueMs: 5_000 };
    await pass(30_000);
    state.response = same;
    const before = asked.length;
    await pass(5_000);
    expect(asked.length - before).toBe(1);
  });

  it.each([
    [{ quietMs: -5 }, 2_000],
    [{ quietMs: 0 }, 2_000],
    [{ quietMs: 60_000 }, 6_000],
    [{ quietMs: 10 * 60_000 }, 30_000],
    [{ quietMs: 10 * 60_000, expectedMs: 0 }, 2_000],
    [{ quietMs: 10 * 60_000, expectedMs: 12_000 }, 12_000],
    [{ quietMs: 0, expectedMs: 12_000 }, 2_000],
    [{ failures: 1 }, 4_000],
    [{ failures: 3 }, 16_000],
    [{ failures: 4 }, 30_000],
    [{ failures: 50, expectedMs: 0 }, 30_000],
  ])("with %o it waits %i ms", (facts, expected) => {
    const none = { quietMs: 0, expectedMs: null, failures: 0 };
    expect(pollDelayMs({ ...none, ...facts })).toBe(expected);
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
    expect(answer).toEqual(same);
  });

  it("brings along when a routine is due", async () => {
    const answer = await ask((_, response) =>
      response.writeHead(304, { "OpsPulse-Next-Due-Ms": "61500" }).end(),
    );
    expect(answer).toEqual({ is: "same", nextDueMs: 61_500 });
  });

  it.each([
    ["the version", 200, '{"version":"v1"}', same],
    ["another version", 200, '{"version":"v2"}', changed("v2")],
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
