import { createElement } from "react";
import { describe, expect, test } from "vitest";
import ConflictNote from "@/components/routines/form/conflict-note";
import { newRoutineValues } from "@/components/routines/form/routine-form-values";
import { renderMarkup } from "@/tests/support/render-markup";
import { fullSettings, otherSettings, settingNames } from "@/tests/support/routine-fixture";

const limits = { minIntervalMinutes: 5, maxTimeoutSeconds: 30, defaultTimeoutSeconds: 8 };
const theirValues = { ...newRoutineValues(limits), version: "their-version" };

/** What has a place of its own, outside of the form. */
const notInForm = ["is_active", "key", "alert_policy"];

const rowsOf = (changed: Partial<typeof fullSettings>, locale: "en" | "pt-BR" = "en") => {
  const conflict = { mine: { ...fullSettings, ...changed }, theirs: fullSettings, theirValues };
  const note = createElement(ConflictNote, { conflict, isSaving: false, onTake: () => undefined });
  const html = renderMarkup(note, { locale });
  return { html, rows: html.match(/role="rowheader"/g)?.length ?? 0 };
};

describe("the note of a conflict", () => {
  test.each(settingNames.filter((name) => !notInForm.includes(name)))(
    "has a row where %s differs",
    (name) => {
      for (const locale of ["en", "pt-BR"] as const) {
        expect(rowsOf({ [name]: otherSettings[name] }, locale).rows).toBe(1);
      }
    },
  );

  test.each(notInForm)("has none for %s", (name) => {
    expect(rowsOf({ [name]: null }).rows).toBe(0);
  });

  test("offers to replace exactly the version that it shows, and the page again for theirs", () => {
    const { html } = rowsOf({ name: "Mine & <mine>" });
    expect(html).toContain("Mine &amp; &lt;mine&gt;");
    expect(html).toMatch(
      /<button[^>]* type="submit" value="their-version" name="replaced_version">Keep mine/,
    );
    expect(html).toMatch(/<a [^>]*>Take theirs<\/a>/);
  });
});
