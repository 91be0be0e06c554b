import { describe, expect, it } from "vitest";
import { readQuery, withQuery } from "@/components/page/query";

describe("the state of a list in its URL", () => {
  const allowed = { q: null, status: ["FAIL", "SUCCESS"] };

  it.each([
    [
      { q: "pay", status: "FAIL" },
      { q: "pay", status: "FAIL" },
    ],
    [{ q: " ", status: "" }, {}],
    [{ status: "WRONG" }, {}],
    [{ status: ["FAIL", "SUCCESS"] }, {}],
    [{ other: "x" }, {}],
    [{}, {}],
  ])("%j is read as %j", (parameters, query) => {
    expect(readQuery(parameters, allowed)).toEqual(query);
  });

  it("a test decides where values cannot be listed", () => {
    const even = { page: (value: string) => Number(value) % 2 === 0 };
    expect(readQuery({ page: "4" }, even)).toEqual({ page: "4" });
    expect(readQuery({ page: "5" }, even)).toEqual({});
  });

  it("an address holds what is set, and nothing else", () => {
    expect(withQuery("/runs", { status: "FAIL", cursor: undefined, q: "" })).toBe(
      "/runs?status=FAIL",
    );
    expect(withQuery("/runs", { q: "a&b=c" })).toBe("/runs?q=a%26b%3Dc");
    expect(withQuery("/runs", { status: undefined })).toBe("/runs");
  });
});
