import { describe, expect, it } from "vitest";
import { findScenes, type InstanceContent } from "@/scripts/pictures/scenes";
import { summarizeShots } from "@/scripts/pictures/take-scene";

const content: InstanceContent = {
  routine: "r",
  goodRun: "g",
  badRun: "b",
  incident: null,
  settings: ["/settings/members"],
};

describe("the scenes", () => {
  it("have a name each, which a file may have", () => {
    const names = findScenes(content).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z][a-z-]*$/.test(name))).toEqual([]);
  });

  it("hold every page of settings that there is", () => {
    const settings = ["/settings/members", "/settings/keys"];
    const paths = findScenes({ ...content, settings }).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(settings));
  });
});

describe("the summary of pictures", () => {
  it("counts what was taken, what is not there and what failed", () => {
    const [line] = summarizeShots([
      { scene: "a", outcome: "taken", remarks: [] },
      { scene: "b", outcome: "taken", remarks: [] },
      { scene: "c", outcome: "missing", remarks: ["/c responds with 404"] },
      { scene: "d", outcome: "failed", remarks: ["it broke"] },
    ]).split("\n");
    expect(line).toBe("2 pictures taken, 1 of pages that are not there, 1 failed");
  });

  it("says each thing once, and how often it happened", () => {
    const shot = { scene: "a", outcome: "taken", remarks: ["scrolls sideways by 4 px"] } as const;
    const lines = summarizeShots([
      { ...shot, remarks: [...shot.remarks] },
      { ...shot, remarks: [...shot.remarks] },
      { scene: "c", outcome: "missing", remarks: ["/c responds with 404"] },
    ]).split("\n");
    expect(lines.slice(1)).toEqual([
      "  a: scrolls sideways by 4 px (2 times)",
      "  c (missing): /c responds with 404",
    ]);
  });
});
