import { describe, expect, test } from "vitest";
import { afterPerson, type IncidentAction } from "@/lib/domain/incidents/after-person";
import { defaultAlertPolicy, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import {
  afterRun,
  type Decision,
  type IncidentProgress,
  type RunDecision,
} from "@/lib/domain/incidents/incident-machine";
import type { AlertTrigger } from "@/lib/domain/incidents/incident-options";
import type { RunOutcome } from "@/lib/domain/incidents/run-verdict";
import { DAY_MS } from "@/lib/domain/time-units";
import { minute, outcomeOf, outcomesOf } from "@/tests/support/run-outcome";

type Condition = AlertPolicy["conditions"][number];

const policyOf = (conditions: Condition[], rest: Partial<AlertPolicy> = {}): AlertPolicy => ({
  ...defaultAlertPolicy,
  conditions,
  ...rest,
});

/** An incident of one routine and trigger, told event by event. */
class Story {
  past: IncidentProgress | null = null;
  readonly #earlier: RunOutcome[] = [];
  /** The transitions with the minute of each. */
  readonly log: string[] = [];

  constructor(
    public policy: AlertPolicy,
    readonly trigger: AlertTrigger = "FAILURES",
  ) {}

  #keep({ transition, quiet, next }: RunDecision | Decision, at: Date) {
    this.past = next;
    if (transition !== null) {
      const minutes = (at.getTime() - minute(0).getTime()) / 60_000;
      this.log.push(`${minutes} ${transition}${quiet === null ? "" : ` ${quiet}`}`);
    }
  }

  runs(runs: readonly RunOutcome[]): this {
    for (const run of runs) {
      const { policy, trigger, past } = this;
      this.#keep(afterRun({ policy, trigger, past, run, earlier: this.#earlier }), run.finishedAt);
      this.#earlier.unshift(run);
    }
    return this;
  }

  does(action: IncidentAction, minutes: number): this {
    if (this.past === null) throw new Error("There is no incident to act on.");
    const decision = afterPerson(this.past, action, minute(minutes));
    if ("refusal" in decision) this.log.push(`${minutes} ${decision.refusal}`);
    else this.#keep(decision, minute(minutes));
    return this;
  }
}

const tell = (policy: AlertPolicy, letters: string, trigger?: AlertTrigger) =>
  new Story(policy, trigger).runs(outcomesOf(letters)).log;

describe("an incident of the built-in policy", () => {
  test.each([
    ["opens by the second failure in a row", "SFF", ["2 opened"]],
    ["doesn't open by failures with a success between them", "FSFSF", []],
    ["is resolved by the first success", "FFFS", ["1 opened", "3 resolved"]],
    ["opens once, however long it fails", "FFFFFFFF", ["1 opened"]],
    ["doesn't count attempts that are retried", "FRRS", []],
    ["doesn't count slots that were missed or abandoned", "FMAF", ["3 opened"]],
    ["is reopened within the cool-down", "FFSFF", ["1 opened", "2 resolved", "4 reopened"]],
    ["isn't reopened by one failure within the cool-down", "FFSF", ["1 opened", "2 resolved"]],
    [
      "is a new one once the cool-down is over",
      `FFS${"-".repeat(28)}FF`,
      ["1 opened", "2 resolved", "32 opened"],
    ],
    [
      "is one incident while it flaps",
      "FFSFFSFFS",
      ["1 opened", "2 resolved", "4 reopened", "5 resolved", "7 reopened", "8 resolved"],
    ],
  ])("%s", (_name, letters, expected) => {
    expect(tell(defaultAlertPolicy, letters)).toEqual(expected);
  });

  test("counts its failures and how often it was reopened", () => {
    const { past } = new Story(defaultAlertPolicy).runs(outcomesOf("FFFSFFS"));
    expect(past).toMatchObject({
      state: "resolved",
      openedAt: minute(1),
      resolvedAt: minute(6),
      failureCount: 5,
      reopenedCount: 1,
      transitions: 4,
    });
  });

  test("leaves an incident as it is where a run means nothing to it", () => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("FF"));
    const { past } = story;
    story.runs(outcomesOf("RMA", 2));
    expect(story.past).toBe(past);
  });
});

describe("a condition", () => {
  test.each<[string, Condition, AlertTrigger, string, string[]]>([
    [
      "of the last runs is met in any order, and over when the window says so",
      { type: "failures_of_last", failures: 3, runs: 5 },
      "FAILURES",
      "FFSFSSS",
      ["3 opened", "5 resolved"],
    ],
    [
      "of a share waits for enough runs, and leaves out what is before the window",
      { type: "failure_rate", percent: 50, window_minutes: 10, min_runs: 4 },
      "FAILURES",
      "FFSFSSS---------F",
      ["3 opened", "6 resolved"],
    ],
    [
      "of slowness is broken by a failure",
      { type: "slow", duration_ms: 2_000, count: 2 },
      "SLOW",
      "LFLSLLS",
      ["5 opened", "6 resolved"],
    ],
    [
      "of degraded runs isn't resolved by a failure",
      { type: "degraded", count: 2 },
      "DEGRADED",
      "DDFFS",
      ["1 opened", "4 resolved"],
    ],
    [
      "of missed slots counts abandoned ones, until a slot runs",
      { type: "missed", count: 3 },
      "MISSED",
      "MAFMAMS",
      ["5 opened", "6 resolved"],
    ],
  ])("%s", (_name, condition, trigger, letters, expected) => {
    expect(tell(policyOf([condition]), letters, trigger)).toEqual(expected);
  });

  test("of missed slots counts all slots that a run passed over, before a retried attempt too", () => {
    const story = new Story(policyOf([{ type: "missed", count: 3 }]), "MISSED");
    story.runs([outcomeOf({ missedSlots: 3, status: "FAIL", willRetry: true })]);
    expect(story.log).toEqual(["0 opened"]);
    expect(story.past?.failureCount).toBe(3);
  });

  test("of missed slots has nothing to do with manual runs", () => {
    const story = new Story(policyOf([{ type: "missed", count: 1 }]), "MISSED");
    story.runs([outcomeOf({ status: "ABANDONED", errorCode: "ABANDONED", isScheduled: false })]);
    story.runs([outcomeOf({ status: "MISSED" }), outcomeOf({ isScheduled: false })]);
    expect(story.log).toEqual(["0 opened"]);
  });

  test("of a certificate is met within its days, and over with the next certificate", () => {
    const story = new Story(policyOf([{ type: "certificate", days: 14 }]), "CERTIFICATE");
    const ends = (days: number, at: number) =>
      outcomeOf({
        finishedAt: minute(at),
        certificateExpiresAt: new Date(minute(at).getTime() + days * DAY_MS),
      });
    story.runs([ends(14, 0), ends(13.9, 1), ends(13.8, 2), outcomeOf({ finishedAt: minute(3) })]);
    expect(story.log).toEqual(["1 opened"]);
    story.runs([ends(90, 4)]);
    expect(story.log).toEqual(["1 opened", "4 resolved"]);
  });

  test("that is met first, in the order of the policy, is named", () => {
    const policy = policyOf([
      { type: "consecutive_failures", count: 3 },
      { type: "failures_of_last", failures: 2, runs: 4 },
    ]);
    expect(new Story(policy).runs(outcomesOf("FSF")).past?.condition.type).toBe("failures_of_last");
    expect(new Story(policy).runs(outcomesOf("SSSFFF")).past?.condition).toEqual(
      policy.conditions[1],
    );
  });
});

describe("a policy", () => {
  test("resolves only by so many good runs in a row", () => {
    const policy = policyOf(defaultAlertPolicy.conditions, { resolve_after: 3 });
    expect(tell(policy, "FFSSFSSS")).toEqual(["1 opened", "7 resolved"]);
  });

  test("without a cool-down opens a new incident each time", () => {
    const policy = policyOf(defaultAlertPolicy.conditions, { cooldown_minutes: 0 });
    expect(tell(policy, "FFSFF")).toEqual(["1 opened", "2 resolved", "4 opened"]);
  });

  test("that dropped the trigger resolves by the next good run, and opens nothing", () => {
    const story = new Story(policyOf(defaultAlertPolicy.conditions, { resolve_after: 5 }));
    story.runs(outcomesOf("FF"));
    story.policy = policyOf([]);
    story.runs(outcomesOf("FSFFF", 2));
    expect(story.log).toEqual(["1 opened", "3 resolved"]);
  });
});

describe("a replay", () => {
  const replayed = (letters: string, from: number) =>
    outcomesOf(letters, from).map((run) => ({ ...run, isReplay: true, isScheduled: false }));

  test("opens nothing, however often it fails", () => {
    expect(new Story(defaultAlertPolicy).runs(replayed("FFFF", 0)).log).toEqual([]);
  });

  test("that fails is no failure in a row of others, and doesn't end the row either", () => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("F"));
    story.runs(replayed("F", 1)).runs(outcomesOf("F", 2));
    expect(story.log).toEqual(["2 opened"]);
    expect(story.past).toMatchObject({ failureCount: 2 });
  });

  test("that goes well shows that the endpoint works: it resolves", () => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("FF")).runs(replayed("S", 2));
    expect(story.log).toEqual(["1 opened", "2 resolved"]);
  });

  test("neither opens nor resolves what is about missed slots", () => {
    const story = new Story(policyOf([{ type: "missed", count: 1 }]), "MISSED");
    story.runs(outcomesOf("M")).runs(replayed("SS", 1));
    expect(story.log).toEqual(["0 opened"]);
  });
});

describe("a person", () => {
  test("acknowledges once, and it stays so however long it fails", () => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("FF"));
    story.does({ type: "acknowledge" }, 2).does({ type: "acknowledge" }, 3);
    story.runs(outcomesOf("FFF", 4));
    expect(story.log).toEqual(["1 opened", "2 acknowledged"]);
    expect(story.past).toMatchObject({ state: "acknowledged", acknowledgedAt: minute(2) });
  });

  test("has to acknowledge again what was reopened", () => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("FF"));
    story.does({ type: "acknowledge" }, 2).runs(outcomesOf("SFF", 3));
    expect(story.past).toMatchObject({ state: "open", acknowledgedAt: null, reopenedCount: 1 });
  });

  test("snoozes without a change of the state, and is heard of it again where it still fails", () => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("FF"));
    story.does({ type: "snooze", minutes: 5 }, 2);
    expect(story.past).toMatchObject({ state: "open", snoozedUntil: minute(7) });
    story.runs(outcomesOf("FFFFF", 3));
    expect(story.log).toEqual(["1 opened", "2 snoozed", "7 reopened"]);
    expect(story.past).toMatchObject({ openedAt: minute(1), snoozedUntil: null });
  });

  test("who acknowledged isn't disturbed by the end of a snooze", () => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("FF"));
    story.does({ type: "acknowledge" }, 2).does({ type: "snooze", until: minute(4) }, 3);
    story.runs(outcomesOf("FFFF", 5));
    expect(story.log).toEqual(["1 opened", "2 acknowledged", "3 snoozed"]);
  });

  test("who snoozed hears that it is over, and no acknowledgement before", () => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("FF"));
    story.does({ type: "snooze", minutes: 60 }, 2).does({ type: "acknowledge" }, 3);
    story.runs(outcomesOf("S", 4));
    expect(story.log).toEqual(["1 opened", "2 snoozed", "3 acknowledged SNOOZED", "4 resolved"]);
    expect(story.past?.snoozedUntil).toBeNull();
  });

  test("resolves by hand, and only runs after that open it again", () => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("FFFF"));
    story.does({ type: "resolve" }, 4).runs(outcomesOf("F", 5));
    expect(story.log).toEqual(["1 opened", "4 resolved"]);
    story.runs(outcomesOf("F", 6));
    expect(story.log).toEqual(["1 opened", "4 resolved", "6 reopened"]);
    expect(story.past).toMatchObject({ failureCount: 6, isResolvedByHand: false });
  });

  test("isn't contradicted by a run that ended before, and is decided on after", () => {
    const policy = policyOf([{ type: "consecutive_failures", count: 1 }]);
    const story = new Story(policy).runs(outcomesOf("F")).does({ type: "resolve" }, 3);
    story.runs([outcomeOf({ status: "FAIL", finishedAt: minute(2) })]);
    expect(story.log).toEqual(["0 opened", "3 resolved"]);
  });

  test("can do nothing to what is resolved but write a note", () => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("FFS"));
    story.does({ type: "acknowledge" }, 3).does({ type: "snooze", minutes: 5 }, 4);
    story.does({ type: "resolve" }, 5).does({ type: "note" }, 6);
    expect(story.log.slice(2)).toEqual(["3 RESOLVED", "4 RESOLVED", "5 RESOLVED"]);
  });

  test.each([
    ["now", { type: "snooze", until: minute(5) }, "5 SNOOZE_ENDS_BEFORE"],
    ["a week and a minute ahead", { type: "snooze", minutes: 10_081 }, "5 SNOOZE_TOO_LONG"],
    ["a week ahead", { type: "snooze", minutes: 10_080 }, "5 snoozed"],
  ] as const)("snoozes until a time within a week: %s", (_name, action, expected) => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("FF")).does(action, 5);
    expect(story.log.at(-1)).toBe(expected);
  });
});

describe("maintenance", () => {
  test("keeps what opens and is over in it quiet", () => {
    expect(tell(defaultAlertPolicy, "ffs")).toEqual([
      "1 opened MAINTENANCE",
      "2 resolved MAINTENANCE",
    ]);
  });

  test("is over: what still fails is heard, once its runs after it meet the condition", () => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("ffF"));
    expect(story.past?.inMaintenance).toBe(true);
    story.runs(outcomesOf("FF", 3));
    expect(story.log).toEqual(["1 opened MAINTENANCE", "3 reopened"]);
    expect(story.past?.inMaintenance).toBe(false);
  });

  test("hides no recovery of what was heard before", () => {
    expect(tell(defaultAlertPolicy, "FFfs")).toEqual(["1 opened", "3 resolved"]);
  });

  test("breaks a row of failures around it", () => {
    expect(tell(defaultAlertPolicy, "FsF")).toEqual([]);
    expect(tell(defaultAlertPolicy, "FfF")).toEqual(["1 opened MAINTENANCE"]);
  });

  test("isn't heard of where somebody has it", () => {
    const story = new Story(defaultAlertPolicy).runs(outcomesOf("ff"));
    story.does({ type: "acknowledge" }, 2).runs(outcomesOf("FFF", 3));
    expect(story.log).toEqual(["1 opened MAINTENANCE", "2 acknowledged MAINTENANCE"]);
  });
});
