import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test } from "vitest";
import { ThreadPool } from "@/lib/services/side-threads/thread-pool";

/** What a thread of these tests can do. */
const program = `
  const { parentPort } = require("node:worker_threads");
  const tasks = {
    echo: (value) => value,
    spin: (ms) => { const end = performance.now() + ms; while (performance.now() < end); },
    fill: () => { const all = []; for (;;) all.push({ all: [...all] }); },
    exit: () => process.exit(3),
    fail: (message) => { throw new RangeError(message); },
  };
  parentPort.on("message", ({ task, input }) => {
    try {
      parentPort.postMessage({ kind: "DONE", value: tasks[task](input) });
    } catch (error) {
      parentPort.postMessage({ kind: "THROWN", error });
    }
  });
  parentPort.postMessage({ kind: "READY" });
`;

const pools: ThreadPool[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.end())));

function openPool({ maxThreads = 1, source = program } = {}) {
  const losses: unknown[] = [];
  let started = 0;
  const pool = new ThreadPool({
    startThread: () => {
      started += 1;
      return new Worker(source, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 32 } });
    },
    maxThreads,
    onLoss: (reason) => losses.push(reason),
  });
  pools.push(pool);
  return { pool, losses, started: () => started };
}

const bounds = { workspaceId: "a", budgetMs: 5_000, waitMs: 20_000 };
const done = (value: unknown) => ({ kind: "DONE", value });

describe("a task", () => {
  test("is done in a thread, and the next one in the same", async () => {
    const { pool, started, losses } = openPool();
    expect(await pool.run("echo", { a: [1] }, bounds)).toEqual(done({ a: [1] }));
    expect(await pool.run("echo", 2, bounds)).toEqual(done(2));
    expect(started()).toBe(1);
    expect(losses).toEqual([]);
  });

  test("that throws rejects with its error, and leaves the thread as it was", async () => {
    const { pool, started } = openPool();
    await expect(pool.run("fail", "no", bounds)).rejects.toThrow(new RangeError("no"));
    expect(await pool.run("echo", 1, bounds)).toEqual(done(1));
    expect(started()).toBe(1);
  });

  test.each([
    ["never ends", "spin", Infinity],
    ["uses up the thread's memory", "fill", null],
    ["ends its thread", "exit", null],
  ])("that %s is ended alone, and the next one is done", async (_name, task, input) => {
    const { pool, losses, started } = openPool();
    await pool.run("echo", 0, bounds);
    const [hostile, next] = await Promise.all([
      pool.run(task, input, { ...bounds, budgetMs: task === "spin" ? 50 : 20_000 }),
      pool.run("echo", 1, bounds),
    ]);
    expect(hostile).toEqual({ kind: "TOO_COSTLY" });
    expect(next).toEqual(done(1));
    expect(losses).toHaveLength(1);
    expect(started()).toBe(2);
  });

  test("that waits for too long is never begun", async () => {
    const { pool, losses } = openPool();
    await pool.run("echo", 0, bounds);
    const long = pool.run("spin", 500, bounds);
    expect(await pool.run("exit", null, { ...bounds, waitMs: 50 })).toEqual({ kind: "TOO_LATE" });
    expect(await long).toEqual(done(undefined));
    expect(losses).toEqual([]);
  });

  test("is given up where no thread can be started", async () => {
    const { pool, losses, started } = openPool({ source: "throw new Error('broken');" });
    const tasks = [pool.run("echo", 1, bounds), pool.run("echo", 2, bounds)];
    expect(await Promise.all(tasks)).toEqual(tasks.map(() => ({ kind: "TOO_LATE" })));
    expect(losses).toEqual([expect.objectContaining({ message: "broken" })]);
    expect(started()).toBe(1);
  });
});

describe("threads", () => {
  test("are as many as there are tasks, up to their limit", async () => {
    const { pool, started } = openPool({ maxThreads: 2 });
    pool.prepare();
    pool.prepare();
    expect(started()).toBe(1);
    await Promise.all(Array.from({ length: 6 }, (_, index) => pool.run("echo", index, bounds)));
    expect(started()).toBe(2);
  });

  test("take the tasks of workspaces in turn", async () => {
    const { pool } = openPool();
    await pool.run("echo", 0, bounds);
    const order: string[] = [];
    const run = async (workspaceId: string, name: string) => {
      await pool.run("spin", 1, { ...bounds, workspaceId });
      order.push(name);
    };
    const many = Array.from({ length: 12 }, (_, index) => run("a", `a${index}`));
    await Promise.all([...many, run("b", "b0"), run("b", "b1"), run("c", "c0")]);
    expect(order.slice(0, 6)).toEqual(["a0", "a1", "b0", "c0", "a2", "b1"]);
    expect(order.slice(6)).toEqual(Array.from({ length: 9 }, (_, index) => `a${index + 3}`));
  });

  test("that have ended are followed by others", async () => {
    const { pool, started, losses } = openPool();
    await pool.run("echo", 0, bounds);
    await pool.end();
    expect(await pool.run("echo", 1, bounds)).toEqual(done(1));
    expect(started()).toBe(2);
    expect(losses).toEqual([]);
  });
});
