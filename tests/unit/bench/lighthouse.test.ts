import { describe, expect, it } from "vitest";
import { readReport } from "@/bench/web/lighthouse";

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
  ])("names an audit that %s as it should", (_, given, failed) => {
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

  it.each([null, "", {}, { categories: {} }])("is refused where it is none: %j", (given) => {
    expect(() => readReport(given)).toThrow();
  });
});
