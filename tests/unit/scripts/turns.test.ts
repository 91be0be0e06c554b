import { expect, it } from "vitest";
import { Turns } from "@/scripts/stack/turns";

it("turns are held by one at a time, in order of arrival", async () => {
  const turns = new Turns();
  const log: string[] = [];
  const giveBack = await turns.take();
  const waiting = ["first", "second", "third"].map(async (name) => {
    const release = await turns.take();
    log.push(`${name} begins`);
    await Promise.resolve();
    log.push(`${name} ends`);
    release();
  });
  expect(turns.isAwaited).toBe(true);
  expect(log).toEqual([]);
  giveBack();
  await Promise.all(waiting);
  expect(log).toEqual([
    "first begins",
    "first ends",
    "second begins",
    "second ends",
    "third begins",
    "third ends",
  ]);
  expect(turns.isAwaited).toBe(false);
});

it("a turn that is given back twice does not let two in", async () => {
  const turns = new Turns();
  const giveBack = await turns.take();
  const second = turns.take();
  giveBack();
  await second;
  let isThirdIn = false;
  const third = turns.take().then((release) => {
    isThirdIn = true;
    release();
  });
  giveBack();
  await Promise.resolve();
  expect(isThirdIn).toBe(false);
  (await second)();
  await third;
  expect(isThirdIn).toBe(true);
});

it("a newcomer does not overtake the one whose turn has come", async () => {
  const turns = new Turns();
  const log: string[] = [];
  const giveBack = await turns.take();
  const waiting = turns.take().then((release) => {
    log.push("waiting");
    release();
  });
  giveBack();
  const newcomer = turns.take().then((release) => {
    log.push("newcomer");
    release();
  });
  await Promise.all([waiting, newcomer]);
  expect(log).toEqual(["waiting", "newcomer"]);
});
