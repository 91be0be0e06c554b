import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { maxDuration } from "@/app/api/cron/tick/route";
import { cronsOf, findCronProblems, findFunctionProblems } from "@/tests/support/hobby-plan";

const tick = (schedule: string) => [{ path: "/api/cron/tick", schedule }];

describe("the cron jobs of Vercel's Hobby plan", () => {
  it.each(["0 6 * * *", "59 23 * * *", "30 4 1 * *", "0 0 * * 1-5"])("may be %s", (schedule) => {
    expect(findCronProblems(tick(schedule))).toEqual([]);
  });

  it.each([
    "* * * * *",
    "*/5 * * * *",
    "0 * * * *",
    "0 */12 * * *",
    "0,30 6 * * *",
    "0 6,18 * * *",
    "0-1 6 * * *",
    "* 6 1 1 *",
    "@daily",
  ])("may not be %s", (schedule) => {
    expect(findCronProblems(tick(schedule))).toHaveLength(1);
  });

  it("call paths, and are bounded in number", () => {
    expect(findCronProblems([{ path: "api/cron/tick", schedule: "0 6 * * *" }])).toHaveLength(1);
    expect(findCronProblems(Array.from({ length: 101 }, () => tick("0 6 * * *")).flat())).toEqual([
      "there are 101",
    ]);
  });

  it("are those of this repository, and no more", async () => {
    const text = await readFile(join(import.meta.dirname, "../../../vercel.json"), "utf8");
    const { crons } = cronsOf.parse(JSON.parse(text));
    expect(crons.map(({ path }) => path)).toEqual(["/api/cron/tick"]);
    expect(findCronProblems(crons)).toEqual([]);
  });
});

describe("the functions of Vercel's Hobby plan", () => {
  it("may take as long as a tick does, and not for ever", () => {
    expect(findFunctionProblems([{ name: "tick", maxDuration, bytes: 1 }])).toEqual([]);
    expect(findFunctionProblems([{ name: "tick", maxDuration: 301, bytes: 1 }])).toHaveLength(1);
  });

  it("may have 250 MB", () => {
    expect(findFunctionProblems([{ name: "page", bytes: 250 * 1024 * 1024 }])).toEqual([]);
    expect(findFunctionProblems([{ name: "page", bytes: 250 * 1024 * 1024 + 1 }])).toHaveLength(1);
  });
});
