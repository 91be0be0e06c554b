import { beforeAll, describe, expect, it } from "vitest";
import { loadDocs, type Docs } from "@/lib/services/docs/load-docs";
import { searchDocs } from "@/lib/services/docs/search-docs";

let docs: Docs;

beforeAll(async () => {
  docs = await loadDocs();
});

const slugsFor = async (query: string, language: "en" | "pt-BR" = "en") =>
  (await searchDocs(docs, language, query)).map(({ slug }) => slug);

describe("the search in the documentation", () => {
  it("finds a variable by its name, in the page that describes it first", async () => {
    const [first] = await searchDocs(docs, "en", "RUN_RETENTION_DAYS");
    expect(first).toMatchObject({ slug: "reference/variables", anchor: "run_retention_days" });
    expect(first?.snippet.some(({ isHit }) => isHit)).toBe(true);
  });

  it.each([
    ["the beginning of a word", "gloss"],
    ["a word with a typo", "glosary"],
    ["words in any case", "GLOSSARY"],
  ])("finds a page by %s", async (_, query) => {
    expect(await slugsFor(query)).toContain("glossary");
  });

  it("finds accents without typing them, in the language that is asked for", async () => {
    const [first] = await searchDocs(docs, "pt-BR", "glossario");
    expect(first).toMatchObject({ slug: "glossary", language: "pt-BR" });
  });

  it("shows an English page to a Portuguese reader where there is no other", async () => {
    const hits = await searchDocs(docs, "pt-BR", "transaction pooler");
    expect(hits[0]).toMatchObject({ slug: "scaling", language: "en" });
  });

  it("gives nothing for nothing, for marks, and for words that are nowhere", async () => {
    for (const query of ["", " ", "?!*", "qzxvkwjq"]) expect(await slugsFor(query)).toEqual([]);
  });

  it("reads no more of a query than a few words", async () => {
    const long = "lease ".repeat(10_000);
    expect((await slugsFor(long)).length).toBeGreaterThan(0);
  });
});
