import { describe, expect, it } from "vitest";
import { readReport, spreadOf } from "@/bench/web/lighthouse";

const audit = (score: number | null, more: object = {}) => ({
  score,
  scoreDisplayMode: "binary",
  ...more,
});

const report = (audits: Record<string, ReturnType<typeof audit>>, score: number | null = 0.98) => ({
  lighthouseVersion: "0",
  categories: {
    accessibility: {
      score,
      auditRefs: Object.keys(audits).map((id) => ({ id, weight: 1 })),
    },
  },
  audits,
});

describe("a report of Lighthouse", () => {
  it.each<[number | null, number | null]>([
    [0.984, 98],
    [1, 100],
    [0, 0],
    [null, null],
  ])("with a score of %s is read as %s of 100", (score, expected) => {
    expect(readReport(report({}, score)).scores).toEqual({ accessibility: expected });
  });

  it.each<[string, ReturnType<typeof audit>, string[]]>([
    ["failed", audit(0), ["an-audit"]],
    ["is below 0.9", audit(0.89, { scoreDisplayMode: "numeric" }), ["an-audit"]],
    ["failed by a value", audit(0, { displayValue: "3.1 s" }), ["an-audit (3.1 s)"]],
    ["broke down", audit(null, { scoreDisplayMode: "error" }), ["an-audit"]],
    ["passed", audit(1), []],
    ["is good enough", audit(0.9, { scoreDisplayMode: "numeric" }), []],
    ["does not apply", audit(null, { scoreDisplayMode: "notApplicable" }), []],
    ["only informs", audit(0, { scoreDisplayMode: "informative" }), []],
  ])("lists an audit only where it failed: %s", (_, given, failed) => {
    expect(readReport(report({ "an-audit": given })).failed).toEqual(failed);
  });

  it("names an audit of two categories once, and none of no category", () => {
    const { categories, audits } = report({ shared: audit(0) });
    const { failed } = readReport({
      categories: { ...categories, seo: { score: 1, auditRefs: [{ id: "shared", weight: 0 }] } },
      audits: { ...audits, stray: audit(0) },
    });
    expect(failed).toEqual(["shared"]);
  });

  it.each([null, "", {}, { categories: {} }])("is rejected where it is not one: %j", (given) => {
    expect(() => readReport(given)).toThrow();
  });
});

describe("several runs of Lighthouse", () => {
  const rating = (performance: number | null, seo: number) => ({
    scores: { performance, seo },
    failed: [],
  });

  it("are summarized by their median and extremes, in any order", () => {
    const ratings = [97, 91, 99, 94, 95].map((score) => rating(score, 100));
    expect(spreadOf(ratings)).toEqual({
      performance: { median: 95, least: 91, most: 99 },
      seo: { median: 100, least: 100, most: 100 },
    });
  });

  it("have no score for a category that one of them could not rate", () => {
    expect(spreadOf([rating(95, 90), rating(null, 92)])).toMatchObject({
      performance: null,
      seo: { least: 90, most: 92 },
    });
  });
});
