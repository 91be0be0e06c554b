import MiniSearch from "minisearch";
import type { DocsHit, DocsPage } from "@/lib/domain/docs/docs-page";
import type { DocsLanguage } from "@/lib/domain/docs/docs-path";
import { foldWord, snippetAround } from "@/lib/domain/docs/snippet";
import { findDocsPage, type Docs } from "@/lib/services/docs/load-docs";

type Part = {
  id: number;
  page: DocsPage;
  anchor: string;
  title: string;
  heading: string;
  text: string;
};

type Index = { parts: readonly Part[]; search: MiniSearch<Part> };

/** Longer than any question; a query costs by its words. */
export const MAX_QUERY_CHARACTERS = 100;
const MAX_WORDS = 8;
const MAX_HITS = 20;
/** Parts that are indexed in one turn of the process, which has ticks to run meanwhile. */
const PARTS_AT_ONCE = 5;
const SHORTEST_WORD_WITH_TYPOS = 4;

/** A language's pages, and the English ones that it lacks. */
function partsOf(docs: Docs, language: DocsLanguage): Part[] {
  const slugs = new Set([...docs.pages.en.keys(), ...docs.pages[language].keys()]);
  slugs.delete("");
  return [...slugs]
    .flatMap((slug) => findDocsPage(docs, language, slug) ?? [])
    .flatMap((page) =>
      page.parts.map((part, index) => ({
        page,
        anchor: index === 0 ? "" : part.id,
        title: page.title,
        heading: part.text,
        text: part.body,
      })),
    )
    .map((part, id) => ({ id, ...part }));
}

async function buildIndex(docs: Docs, language: DocsLanguage): Promise<Index> {
  const search = new MiniSearch<Part>({
    fields: ["title", "heading", "text"],
    processTerm: foldWord,
  });
  const parts = partsOf(docs, language);
  await search.addAllAsync(parts, { chunkSize: PARTS_AT_ONCE });
  return { parts, search };
}

const indexes = new WeakMap<Docs, Map<DocsLanguage, Promise<Index>>>();

function getIndex(docs: Docs, language: DocsLanguage): Promise<Index> {
  const byLanguage = indexes.get(docs) ?? new Map<DocsLanguage, Promise<Index>>();
  indexes.set(docs, byLanguage);
  const index = byLanguage.get(language) ?? buildIndex(docs, language);
  byLanguage.set(language, index);
  return index;
}

/**
 * The parts of pages that match, the best first, at most 20: those with every word, else those with any.
 * Words may be begun only, carry accents or not, and be mistyped a little.
 */
export async function searchDocs(
  docs: Docs,
  language: DocsLanguage,
  query: string,
): Promise<DocsHit[]> {
  const words = query
    .slice(0, MAX_QUERY_CHARACTERS)
    .match(/[\p{L}\p{N}]+/gu)
    ?.slice(0, MAX_WORDS);
  if (words === undefined) return [];
  const { parts, search } = await getIndex(docs, language);
  const find = (combineWith: "AND" | "OR") =>
    search.search(words.join(" "), {
      combineWith,
      boost: { title: 3, heading: 4 },
      prefix: true,
      fuzzy: (term) => (term.length >= SHORTEST_WORD_WITH_TYPOS ? 0.2 : false),
      // What the reader's pages say comes before how the product is built.
      boostDocument: (id) => (isForDevelopers(parts[Number(id)]) ? 0.5 : 1),
    });
  const strict = find("AND");
  const found = strict.length > 0 ? strict : find("OR");
  return found.slice(0, MAX_HITS).flatMap(({ id, terms }) => {
    const part = parts[Number(id)];
    if (part === undefined) return [];
    const { page, anchor, title, heading, text } = part;
    const snippet = snippetAround(text, new Set(terms));
    return [{ slug: page.slug, anchor, title, heading, language: page.language, snippet }];
  });
}

const isForDevelopers = (part: Part | undefined) =>
  /^(?:decisions|how-to)\b/.test(part?.page.slug ?? "");
