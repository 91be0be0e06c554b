import { beforeEach, describe, expect, it, vi } from "vitest";

/** A copy of the module, as the build gives one to each entry point of a process. */
function loadCopy() {
  vi.resetModules();
  return import("@/lib/services/orderly-stop");
}

beforeEach(() => {
  vi.stubGlobal("opspulseWork", undefined);
  return () => vi.unstubAllGlobals();
});

describe("a process that stops", () => {
  it("waits for what is in flight, however it ends, and starts nothing more", async () => {
    const { finishBeforeStop, stopOrderly, stopping } = await loadCopy();
    const [good, bad] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const work = [good, bad].map(({ promise }) => finishBeforeStop(() => promise));
    const ended = Promise.allSettled(work);

    const events: string[] = [];
    const stopped = stopOrderly().then(() => events.push("stopped"));
    expect(stopping.aborted).toBe(true);
    const start = vi.fn(() => Promise.resolve());
    await expect(finishBeforeStop(start)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(start).not.toHaveBeenCalled();

    bad.reject(new Error("the database is gone"));
    await expect(work[1]).rejects.toThrow("the database is gone");
    events.push("one is in flight");
    good.resolve("done");
    await stopped;
    expect(events).toEqual(["one is in flight", "stopped"]);
    expect(await ended).toMatchObject([{ value: "done" }, { status: "rejected" }]);
  });

  it("says that it leaves before it stops, and does everything until then", async () => {
    const { announceStop, finishBeforeStop, isLeaving, stopping } = await loadCopy();
    expect(isLeaving()).toBe(false);
    announceStop();
    expect(isLeaving()).toBe(true);
    expect(stopping.aborted).toBe(false);
    await expect(finishBeforeStop(() => Promise.resolve("done"))).resolves.toBe("done");
    const { isLeaving: isLeavingElsewhere } = await loadCopy();
    expect(isLeavingElsewhere()).toBe(true);
  });

  it("is one for all copies of the module", async () => {
    const [ofTheSignal, ofTheRoute] = [await loadCopy(), await loadCopy()];
    expect(ofTheRoute.stopOrderly).not.toBe(ofTheSignal.stopOrderly);
    const { promise, resolve } = Promise.withResolvers<string>();
    const work = ofTheRoute.finishBeforeStop(() => promise);

    const events: string[] = [];
    const stopped = ofTheSignal.stopOrderly().then(() => events.push("stopped"));
    expect(ofTheRoute.stopping.aborted).toBe(true);
    resolve("done");
    events.push(await work);
    await stopped;
    expect(events).toEqual(["done", "stopped"]);
  });
});
