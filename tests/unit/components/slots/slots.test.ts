import { createElement } from "react";
import { describe, expect, test } from "vitest";
import { groupSlots } from "@/components/slots/slot-ledger";
import { SlotReason } from "@/components/slots/slot-reason";
import { slotStates, type SlotState } from "@/lib/domain/slots/slot-ledger";
import type { SlotEntryDto } from "@/lib/domain/slots/slot-page";
import { renderMarkup } from "@/tests/support/render-markup";

const minute = (count: number) => new Date(Date.UTC(2026, 2, 1, 9, count)).toISOString();

const entry = (count: number, overrides: Partial<SlotEntryDto> = {}): SlotEntryDto => ({
  slot: minute(count),
  state: "SUCCESS",
  runs: [],
  releases: [],
  missed_by: null,
  changed_at: null,
  pause_reason: null,
  bound: null,
  ...overrides,
});

const attempt = (number: number, isFenced = false): SlotEntryDto["runs"][number] => ({
  id: `run-${number}`,
  attempt: number,
  status: isFenced ? "ABANDONED" : "SUCCESS",
  is_degraded: false,
  will_retry: false,
  is_fenced: isFenced,
  is_replay: false,
  superseded_by: null,
});

const entries = (count: number, overrides: Partial<SlotEntryDto> = {}, from = 59) =>
  Array.from({ length: count }, (_, index) => entry(from - index, overrides));

const sizesOf = (list: readonly SlotEntryDto[]) =>
  groupSlots(list).map((group) => group.entries.length);

describe("the groups of a ledger", () => {
  test("many slots that are alike are one group, a few are not", () => {
    expect(sizesOf(entries(4))).toEqual([4]);
    expect(sizesOf(entries(3))).toEqual([1, 1, 1]);
    expect(sizesOf([])).toEqual([]);
  });

  test("a slot that stands out stands alone, and nothing is lost around it", () => {
    const list = [...entries(5), entry(54, { state: "FAIL" }), ...entries(6, {}, 53)];
    expect(sizesOf(list)).toEqual([5, 1, 6]);
    expect(groupSlots(list).flatMap((group) => group.entries)).toEqual(list);
  });

  test.each<[string, Partial<SlotEntryDto>]>([
    ["another pause", { state: "PAUSED", changed_at: minute(1) }],
    ["another run that counts it", { state: "MISSED", missed_by: "other" }],
    ["another end date", { state: "AFTER_END", bound: minute(2) }],
  ])("%s keeps slots apart", (_, overrides) => {
    const state = { state: overrides.state ?? "SUCCESS" };
    expect(sizesOf([...entries(4, state), ...entries(4, overrides, 50)])).toEqual([4, 4]);
  });

  test("slots that took several attempts, or whose late result was refused, are never folded", () => {
    expect(sizesOf(entries(4, { runs: [attempt(1), attempt(2)] }))).toEqual([1, 1, 1, 1]);
    expect(sizesOf(entries(4, { runs: [attempt(1, true)] }))).toEqual([1, 1, 1, 1]);
    expect(sizesOf(entries(4, { runs: [attempt(1)] }))).toEqual([4]);
  });
});

describe("the reason of a slot", () => {
  const tell = (overrides: Partial<SlotEntryDto>) => {
    const children = createElement(SlotReason, { entry: entry(10, overrides), timezone: "UTC" });
    return renderMarkup(children).replace(/<[^>]+>/g, "");
  };

  const ran: readonly SlotState[] = ["SUCCESS", "DEGRADED", "FAIL"];
  const didNotRun = slotStates.filter((state) => !ran.includes(state));

  test.each(didNotRun)("is there for %s", (state) => {
    expect(tell({ state, changed_at: minute(0), bound: minute(0) })).not.toBe("");
  });

  test.each<[string, Partial<SlotEntryDto>, string]>([
    ["counted by a later run", { state: "MISSED", missed_by: "run" }, "that run counts this one"],
    ["skipped", { state: "MISSED" }, "skips missed slots"],
    [
      "paused before",
      { state: "PAUSED", changed_at: minute(0) },
      "was paused on 2026-03-01 09:00.",
    ],
    [
      "paused by an upgrade",
      { state: "PAUSED", changed_at: minute(0), pause_reason: "INVALID_SETTINGS" },
      "An upgrade paused it",
    ],
    ["paused after", { state: "PAUSED", changed_at: minute(11) }, "before it started"],
    ["before its start", { state: "BEFORE_START", bound: minute(20) }, "2026-03-01 09:20"],
    ["refused", { runs: [attempt(1, true), attempt(2)] }, "attempt 1 arrived after its lease"],
    ["at its second attempt", { runs: [attempt(1), attempt(2)] }, "2 attempts"],
  ])("%s says so", (_, overrides, text) => {
    expect(tell(overrides)).toContain(text);
  });

  test("is nothing for a slot that simply ran", () => {
    expect(tell({ runs: [attempt(1)] })).toBe("");
  });
});
