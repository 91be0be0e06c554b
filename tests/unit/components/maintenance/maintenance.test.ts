import { createElement } from "react";
import { describe, expect, it } from "vitest";
import { MaintenanceForm } from "@/components/maintenance/maintenance-form";
import { WindowList } from "@/components/maintenance/window-list";
import { placeOf, previewStarts } from "@/components/maintenance/window-times";
import type { MaintenanceDto } from "@/lib/domain/maintenance/maintenance";
import { renderMarkup } from "@/tests/support/render-markup";

const now = new Date("2026-03-01T09:00:00Z");

describe("the next starts of what is typed", () => {
  const typed = { expression: "0 2 * * 0", timezone: "America/Sao_Paulo", minutes: "60" };

  it("are three, in the zone of the window", () => {
    expect(previewStarts(typed, now)).toEqual([
      "2026-03-08T05:00:00.000Z",
      "2026-03-15T05:00:00.000Z",
      "2026-03-22T05:00:00.000Z",
    ]);
  });

  it.each([
    { expression: "0 2 * *" },
    { expression: "0 0 31 2 *" },
    { timezone: "Mars" },
    { minutes: "" },
    { minutes: "1.5" },
  ])("are none for %o", (wrong) => {
    expect(previewStarts({ ...typed, ...wrong }, now)).toEqual([]);
  });
});

const window: MaintenanceDto = {
  id: "w",
  name: "Upgrade",
  key: null,
  starts_at: "2026-03-01T08:00:00.000Z",
  ends_at: "2026-03-01T10:00:00.000Z",
  cron_expression: null,
  timezone: "UTC",
  duration_minutes: null,
  applies_to_all: true,
  routine_ids: [],
  tags: [],
  is_active: true,
  next_starts_at: null,
  created_at: "2026-03-01T07:00:00.000Z",
};

describe("the list of windows", () => {
  const markupOf = (overrides: Partial<MaintenanceDto>) =>
    renderMarkup(
      createElement(WindowList, {
        windows: [{ ...window, ...overrides }],
        tags: [{ name: "eu", color: "teal" }],
        names: new Map([["a", "Checkout"]]),
        renderActions: () => null,
      }),
    );

  it.each([
    [{}, "On now"],
    [{ is_active: false, next_starts_at: "2026-03-02T08:00:00.000Z" }, "Upcoming"],
    [{ is_active: false }, "Past"],
  ])("%o stands under %s", (overrides, heading) => {
    expect(markupOf(overrides)).toContain(heading);
    expect(placeOf({ ...window, ...overrides })).toBe(
      { "On now": "active", Upcoming: "upcoming", Past: "past" }[heading],
    );
  });

  it("says what a window is for", () => {
    expect(markupOf({})).toContain("All routines");
    const named = { applies_to_all: false, routine_ids: ["a"], tags: ["eu"] };
    expect(markupOf(named)).toContain("Checkout");
    expect(markupOf(named)).toContain("bg-tag-teal");
    expect(markupOf({ ...named, routine_ids: ["a", "gone"] })).toContain("2 routines");
    expect(markupOf({ applies_to_all: false })).toContain("No routine any more");
  });

  it("says when one recurs in words", () => {
    const markup = markupOf({
      starts_at: null,
      ends_at: null,
      cron_expression: "0 2 * * 0",
      duration_minutes: 90,
      timezone: "Europe/Berlin",
    });
    expect(markup).toContain("for 90 minutes (Europe/Berlin)");
  });
});

describe("the form of a window", () => {
  const markupOf = (routineId: string | null) =>
    renderMarkup(
      createElement(MaintenanceForm, {
        action: async () => null,
        routines: [{ id: "a", name: "Checkout" }],
        knownTags: [],
        routineId,
        timezone: "UTC",
      }),
    );

  it("starts maintenance of a routine with one click, and chooses it", () => {
    const markup = markupOf("a");
    expect(markup).toMatch(/<button[^>]*value="240" name="quick_minutes"/);
    expect(markup).toContain('<option value="a" selected="">Checkout</option>');
  });

  it("has no such button without one", () => {
    expect(markupOf(null)).not.toContain("quick_minutes");
  });
});
