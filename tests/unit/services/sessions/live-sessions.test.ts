import { expect, test } from "vitest";
import { LiveSessions } from "@/lib/services/sessions/live-sessions";

const USER = "user";

/** A database with sessions in it, whose statements are counted, and a clock. */
function openStage(live: readonly string[]) {
  const stage = {
    live: new Set(live),
    statements: [] as (readonly string[])[],
    isDown: false,
    seconds: 0,
    /** Holds statements back until it resolves. */
    gate: Promise.resolve(),
  };
  const sessions = new LiveSessions(
    async (ids) => {
      stage.statements.push(ids);
      if (stage.isDown) throw new Error("down");
      const found = ids.filter((id) => stage.live.has(id));
      await stage.gate;
      return found.map((id) => ({ id, userId: USER, isUseDue: true }));
    },
    () => stage.seconds * 1_000,
  );
  return { stage, sessions };
}

test("a session is looked up once in 20 seconds, and its end is seen after that", async () => {
  const { stage, sessions } = openStage(["a"]);
  expect(await sessions.find("a")).toMatchObject({ userId: USER });
  stage.live.delete("a");
  stage.seconds = 19;
  expect(await sessions.find("a")).not.toBeNull();
  expect(stage.statements).toHaveLength(1);
  stage.seconds = 21;
  expect(await sessions.find("a")).toBeNull();
  expect(stage.statements).toHaveLength(2);
});

test("what has ended in this process is refused at once", async () => {
  const { stage, sessions } = openStage(["a", "b"]);
  await Promise.all(["a", "b"].map((id) => sessions.find(id)));
  stage.live.delete("a");
  sessions.forget(["a"]);
  expect(await sessions.find("a")).toBeNull();
  expect(await sessions.find("b")).not.toBeNull();
});

test("a statement from before an end brings nothing back", async () => {
  const { stage, sessions } = openStage(["a"]);
  let open: () => void = () => undefined;
  stage.gate = new Promise((resolve) => {
    open = resolve;
  });
  const early = sessions.find("a");
  while (stage.statements.length === 0) await new Promise((resolve) => setImmediate(resolve));
  stage.live.delete("a");
  sessions.forget(["a"]);
  open();
  await early;
  expect(await sessions.find("a")).toBeNull();
});

test("many sessions that are needed at once are one statement, however often each is", async () => {
  const ids = Array.from({ length: 50 }, (_, index) => `s${index}`);
  const { stage, sessions } = openStage(ids);
  const found = await Promise.all([...ids, ...ids, "unknown"].map((id) => sessions.find(id)));
  expect(found.slice(0, -1).every((session) => session !== null)).toBe(true);
  expect(found.at(-1)).toBeNull();
  expect(stage.statements.map((statement) => statement.length)).toEqual([51]);
});

test("the use of a session is due for the one who looked it up, and for nobody after", async () => {
  const { sessions } = openStage(["a"]);
  const found = await Promise.all(["a", "a", "a"].map((id) => sessions.find(id)));
  expect(found.map((session) => session?.isUseDue)).toEqual([true, false, false]);
  expect(await sessions.find("a")).toMatchObject({ isUseDue: false });
});

test("without the database a session lives on for a minute after it was found, and no stranger gets in", async () => {
  const { stage, sessions } = openStage(["a"]);
  await sessions.find("a");
  stage.isDown = true;
  stage.seconds = 59;
  expect(await sessions.find("a")).not.toBeNull();
  await expect(sessions.find("unknown")).rejects.toThrow("down");
  stage.seconds = 61;
  await expect(sessions.find("a")).rejects.toThrow("down");
  stage.isDown = false;
  expect(await sessions.find("a")).not.toBeNull();
});

test("the memory of a process is bounded", async () => {
  const ids = Array.from({ length: 10_001 }, (_, index) => `s${index}`);
  const { stage, sessions } = openStage(ids);
  await Promise.all(ids.map((id) => sessions.find(id)));
  await sessions.find("s10000");
  expect(stage.statements).toHaveLength(1);
  await sessions.find("s0");
  expect(stage.statements).toHaveLength(2);
});
