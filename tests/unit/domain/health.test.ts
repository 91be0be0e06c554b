import { describe, expect, it } from "vitest";
import {
  judgeScheduler,
  judgeSchema,
  type HealthProblem,
  type SchedulerFacts,
} from "@/lib/domain/health";

const MINUTE = 60_000;
const MAX_LAG = 5 * MINUTE;

const good: SchedulerFacts = {
  isReadOnly: false,
  lastTickAgeMs: 10_000,
  databaseAgeMs: null,
  processAgeMs: 60 * MINUTE,
  oldestDueLagMs: 0,
};
const never: SchedulerFacts = { ...good, lastTickAgeMs: null, databaseAgeMs: 60 * MINUTE };

describe("what is wrong with the scheduler", () => {
  it.each<[string, SchedulerFacts, HealthProblem[]]>([
    ["a tick that came, and nothing due", good, []],
    ["a tick exactly three minutes ago", { ...good, lastTickAgeMs: 3 * MINUTE }, []],
    ["no tick for longer", { ...good, lastTickAgeMs: 3 * MINUTE + 1 }, ["scheduler_silent"]],
    [
      "no tick for longer, right after a start: nothing ran all the time",
      { ...good, lastTickAgeMs: 3 * MINUTE + 1, processAgeMs: 1 },
      ["scheduler_silent"],
    ],
    ["a slot at the limit", { ...good, oldestDueLagMs: MAX_LAG }, []],
    ["a slot past the limit", { ...good, oldestDueLagMs: MAX_LAG + 1 }, ["scheduler_late"]],
    [
      "both",
      { ...good, lastTickAgeMs: 4 * MINUTE, oldestDueLagMs: MAX_LAG + 1 },
      ["scheduler_silent", "scheduler_late"],
    ],
    ["a database that takes no writes", { ...good, isReadOnly: true }, ["database_read_only"]],
    [
      "a database that takes no writes for long, which explains the rest",
      { ...good, isReadOnly: true, lastTickAgeMs: 4 * MINUTE },
      ["database_read_only", "scheduler_silent"],
    ],
    ["never a tick in an old process with an old database", never, ["scheduler_silent"]],
    ["never a tick, and the process has just started", { ...never, processAgeMs: MINUTE }, []],
    ["never a tick, and the database is young", { ...never, databaseAgeMs: MINUTE }, []],
    ["never a tick, and nobody has a workspace", { ...never, databaseAgeMs: null }, []],
    [
      "never a tick, where processes don't last",
      { ...never, processAgeMs: null },
      ["scheduler_silent"],
    ],
    [
      "never a tick, in a young database where processes don't last",
      { ...never, processAgeMs: null, databaseAgeMs: MINUTE },
      [],
    ],
    [
      "never a tick, and slots that wait for the first",
      { ...never, processAgeMs: MINUTE, oldestDueLagMs: MAX_LAG + 1 },
      [],
    ],
  ])("%s", (_name, facts, problems) => {
    expect(judgeScheduler(facts, MAX_LAG)).toEqual(problems);
  });
});

describe("the schema of the database", () => {
  it.each([
    ["without any migration", null, "behind"],
    ["without the newest migration of the code", 9, "behind"],
    ["with the newest migration of the code", 10, "ok"],
    ["with a migration that the code doesn't know yet", 11, "ahead"],
  ] as const)("%s", (_name, foundAt, status) => {
    expect(judgeSchema(foundAt, 10)).toBe(status);
  });
});
