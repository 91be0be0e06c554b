import { createElement } from "react";
import { expect, it } from "vitest";
import { RoutineFacts } from "@/components/routines/routine-facts";
import { inheritPolicy } from "@/lib/domain/incidents/policy-origin";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import { renderMarkup } from "@/tests/support/render-markup";
import {
  fullRoutine,
  otherSettings,
  settingFixture,
  settingNames,
} from "@/tests/support/routine-fixture";

const now = new Date("2026-03-02T11:00:00Z");
const markupOf = (routine: RoutineDto) =>
  renderMarkup(
    createElement(RoutineFacts, {
      routine,
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
