import { createElement } from "react";
import { expect, it } from "vitest";
import { RoutineFields } from "@/components/routines/form/routine-fields";
import { routineFields, routineValues } from "@/components/routines/form/routine-form-values";
import { renderMarkup } from "@/tests/support/render-markup";
import { fullRoutine, routineLimits } from "@/tests/support/routine-fixture";

const form = renderMarkup(
  createElement(RoutineFields, {
    action: (state) => Promise.resolve(state),
    testAction: () => Promise.reject(new Error("Nothing is tested here.")),
    values: routineValues(fullRoutine),
    preview: { words: null, slots: [], changes: [] },
    limits: routineLimits,
    secrets: [],
    current: fullRoutine,
    knownTags: [],
    isPrefilled: true,
  }),
);

it.each([...routineFields, "rule", "rule_target", "rule_value"])(
  "the form has a control for %s, so that saving does not empty it",
  (name) => {
    expect(form).toContain(` name="${name}"`);
  },
);
