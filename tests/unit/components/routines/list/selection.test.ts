import { describe, expect, it } from "vitest";
import { selectRow, selectRows } from "@/components/routines/list/selection";

const rows = ["a", "b", "c", "d"].map((id) => ({ id, name: id.toUpperCase() }));
const selectionOf = (...ids: string[]) =>
  selectRows(
    new Map(),
    ids.map((id) => ({ id, name: id.toUpperCase() })),
    true,
  );

describe("a selection", () => {
  it.each([
    ["a click selects one", [], "b", true, null, ["b"]],
    ["a click lets go of one", ["a", "b"], "a", false, null, ["b"]],
    ["a range goes down", ["a"], "c", true, "a", ["a", "b", "c"]],
    ["a range goes up", ["d"], "b", true, "d", ["d", "b", "c"]],
    ["a range is let go of as one", ["a", "b", "c"], "c", false, "b", ["a"]],
    ["a row of another page is no end of a range", ["z"], "c", true, "z", ["z", "c"]],
  ])("%s", (_, before, id, isOn, anchor, after) => {
    expect([...selectRow(selectionOf(...before), rows, id, isOn, anchor).keys()]).toEqual(after);
  });

  it("keeps the names, so that what is deleted can be named from any page", () => {
    expect(selectRow(selectionOf("z"), rows, "a", true, null)).toEqual(selectionOf("z", "a"));
  });

  it("is not changed in place", () => {
    const before = selectionOf("a");
    selectRow(before, rows, "b", true, null);
    expect([...before.keys()]).toEqual(["a"]);
  });
});
