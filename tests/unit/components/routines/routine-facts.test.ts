import { createElement } from "react";
import { expect, it } from "vitest";
import { RoutineFacts } from "@/components/routines/routine-facts";
import { inheritPolicy } from "@/lib/domain/incidents/policy-origin";
import { defaultsOf, type RoutineDto } from "@/lib/domain/routine/routine";
import en from "@/messages/en.json";
import { renderMarkup } from "@/tests/support/render-markup";
import {
  fullRoutine,
  otherSettings,
  settingFixture,
  settingNames,
} from "@/tests/support/routine-fixture";

const now = new Date("2026-03-02T11:00:00Z");
const limits = { minIntervalMinutes: 5, maxTimeoutSeconds: 30, defaultTimeoutSeconds: 8 };
const markupOf = (routine: RoutineDto) =>
  renderMarkup(
    createElement(RoutineFacts, {
      routine,
      limits,
      secrets: [],
      inheritedPolicy: inheritPolicy(null, null),
    }),
    { now },
  );

it.each(settingNames.filter((name) => settingFixture[name].isFact))(
  "a routine with another %s has other facts",
  (name) => {
    const other = { ...fullRoutine, [name]: otherSettings[name] };
    expect(markupOf(other)).not.toBe(markupOf(fullRoutine));
  },
);

/** The routine of the fixture as it would be if nobody had chosen anything but its request. */
const plainRoutine: RoutineDto = { ...fullRoutine, ...defaultsOf(limits), interval_minutes: 5 };

/** The markup before the fold, and of what is folded. */
function unfold(routine: RoutineDto): { shown: string; folded: string } {
  const [shown = "", folded = ""] = markupOf(routine).split("<details");
  return { shown, folded };
}

const { facts } = en.routine;

it("the defaults of a routine are folded under one line, and its request and schedule are not", () => {
  const { shown, folded } = unfold(plainRoutine);
  const always = ["request", "schedule", "timezone", "nextRuns", "created", "id"] as const;
  for (const name of always) expect(shown).toContain(`>${facts[name]}</dt>`);
  expect(folded).toContain(en.routine.defaults);
  for (const [name, label] of Object.entries(facts)) {
    const isAlways = always.some((known) => known === name);
    expect(folded.includes(`>${label}</dt>`), label).toBe(!isAlways);
  }
});

it.each(settingNames.filter((name) => settingFixture[name].isFact))(
  "another %s than the default one is shown before the fold",
  (name) => {
    const before = unfold(plainRoutine).shown;
    const shown = [fullRoutine, otherSettings].map(
      (chosen) => unfold({ ...plainRoutine, [name]: chosen[name] }).shown,
    );
    expect(shown.some((text) => text !== before)).toBe(true);
  },
);

it("where everything was chosen, nothing is folded", () => {
  const chosen = { starts_at: "2026-03-01T03:00:00.000Z", ends_at: "2027-03-01T03:00:00.000Z" };
  const { shown, folded } = unfold({ ...fullRoutine, ...chosen, follow_redirects: true });
  expect(folded).toBe("");
  for (const label of Object.values(facts)) expect(shown).toContain(`>${label}</dt>`);
});
