import { describe, expect, test } from "vitest";
import { PreparedTexts } from "@/db/connections/prepared-texts";

const texts = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix} ${index}`);

describe("the texts that a connection prepares", () => {
  test("are those that come again", () => {
    const prepared = new PreparedTexts();
    expect([1, 2, 3].map(() => prepared.prepares("select $1"))).toEqual([false, true, true]);
  });

  test("are bounded, and stay the same", () => {
    const prepared = new PreparedTexts();
    const all = texts("select", 1_000);
    const runAllTwice = () => {
      for (const text of all) for (let time = 0; time < 2; time += 1) prepared.prepares(text);
    };
    const chosen = () => all.filter((text) => prepared.prepares(text));
    runAllTwice();
    const first = chosen();
    expect(first.length).toBeGreaterThan(20);
    expect(first.length).toBeLessThan(100);
    runAllTwice();
    expect(chosen()).toEqual(first);
  });

  test("are found among any number that never come again", () => {
    const prepared = new PreparedTexts();
    for (const text of texts("once", 10_000)) prepared.prepares(text);
    expect(prepared.prepares("often")).toBe(false);
    expect(prepared.prepares("often")).toBe(true);
  });
});
