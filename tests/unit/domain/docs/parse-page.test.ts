import { describe, expect, it } from "vitest";
import { firstSentence, headingId, parsePage, plainText } from "@/lib/domain/docs/parse-page";
import { snippetAround } from "@/lib/domain/docs/snippet";

const page = [
  "# A *page*",
  "",
  "What it is",
  "for. And more.",
  "",
  "## Use `npm start`",
  "",
  "```sh",
  "# no heading",
  "npm start",
  "```",
  "",
  "| a | b |",
  "| - | -: |",
  "| **c** | [d](e.md) |",
  "",
  "## Use `npm start`",
].join("\n");

describe("a page read by its lines", () => {
  it("has a title, a lead, and parts with anchors of their own", () => {
    const { title, lead, parts } = parsePage(page);
    expect({ title, lead }).toEqual({ title: "A page", lead: "What it is for. And more." });
    expect(parts.map(({ id, depth }) => [id, depth])).toEqual([
      ["a-page", 1],
      ["use-npm-start", 2],
      ["use-npm-start-1", 2],
    ]);
    expect(parts[1]?.body).toBe("# no heading npm start a b c d");
  });

  it.each([
    ["a `run_id` of **two** [links](x.md) and _one_ mark", "a run_id of two links and one mark"],
    ["snake_case_name stays", "snake_case_name stays"],
    ["![a picture](x.png)", "a picture"],
    ["5 \\* 3", "5 * 3"],
  ])("%s is read as %s", (markdown, text) => {
    expect(plainText(markdown)).toBe(text);
  });

  it.each([
    ["What is masked?", "what-is-masked"],
    ["Início rápido: 2 passos", "início-rápido-2-passos"],
    ["`RUN_RETENTION_DAYS`, and more", "run_retention_days-and-more"],
  ])("the anchor of %s", (heading, id) => {
    expect(headingId(plainText(heading), new Map())).toBe(id);
  });

  it("its first sentence ends at a full stop before a capital, not within an address", () => {
    expect(firstSentence("See example.com for it. Then go.")).toBe("See example.com for it.");
    expect(firstSentence("Only one")).toBe("Only one");
  });
});

describe("a snippet", () => {
  it("begins a few words before the first hit, and marks every hit without regard to accents", () => {
    const text = `${"before ".repeat(20)}Configurações do Segredo ${"after ".repeat(60)}`;
    const pieces = snippetAround(text, new Set(["configuracoes", "segredo"]));
    expect(pieces.filter(({ isHit }) => isHit).map((piece) => piece.text)).toEqual([
      "Configurações",
      "Segredo",
    ]);
    const shown = pieces.map((piece) => piece.text).join("");
    expect(shown).toMatch(/^… (?:\s*before){6} Configurações/);
    expect(shown.endsWith(" …")).toBe(true);
    expect(shown.split(/\s+/).length).toBeLessThan(45);
  });
});
