import { describe, expect, it } from "vitest";
import {
  newRoutineValues,
  type RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { previewDraft } from "@/components/routines/form/values/preview-draft";
import { routineLimits as limits } from "@/tests/support/routine-fixture";

const now = new Date("2026-03-02T12:34:56Z");
const preview = (values: Partial<RoutineFormValues>) =>
  previewDraft({ ...newRoutineValues(limits), ...values }, limits, now, null);

const daily = {
  schedule: "cron",
  cron_expression: "0 6 * * *",
  timezone: "America/Sao_Paulo",
};

describe("the request in the form", () => {
  it("is shown with the values of the next run, in the fields that name any", () => {
    expect(
      preview({
        ...daily,
        endpoint_url: "https://a.example/?day={{slot_date-1d}}",
        headers: "Accept: */*\nX-Since: {{previous_slot}}",
        body: "plain",
      }),
    ).toEqual({
      endpoint_url: { text: "https://a.example/?day=2026-03-02", problem: null },
      headers: { text: "Accept: */*\nX-Since: 2026-03-02T09:00:00.000Z", problem: null },
      body: { text: null, problem: null },
    });
  });

  it("is shown with this minute while there is no schedule", () => {
    const shown = preview({ interval_minutes: "", endpoint_url: "https://a.example/?at={{slot}}" });
    expect(shown?.endpoint_url.text).toBe("https://a.example/?at=2026-03-02T12%3A34%3A00.000Z");
  });

  it("is not shown where it names no value, or sends braces as they stand", () => {
    expect(preview({ endpoint_url: "https://a.example/", body: "{}" })).toBeNull();
    expect(preview({ fill_values: "", body: "{{slot}}" })).toBeNull();
  });

  it("shows what is wrong with a value at its field, and fills in nothing", () => {
    const shown = preview({
      endpoint_url: "https://{{baseUrl}}/users",
      headers: "X-At: {{slot}}\nX-Day: {{today}}",
      body: "{{slot}}",
    });
    expect(shown).toMatchObject({
      endpoint_url: { text: null, problem: { code: "value_outside_query" } },
      headers: { text: null, problem: { code: "value_unknown", params: { header: "X-Day" } } },
      body: { text: null, problem: null },
    });
  });
});
