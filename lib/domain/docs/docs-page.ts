import type { DocsSectionKey } from "@/docs/contents";
import type { DocsLanguage } from "@/lib/domain/docs/docs-path";
import type { ParsedPage } from "@/lib/domain/docs/parse-page";
import type { SnippetPiece } from "@/lib/domain/docs/snippet";

export type DocsPage = ParsedPage & {
  /** Its path below `docs/`. */
  file: string;
  slug: string;
  language: DocsLanguage;
  markdown: string;
};

/** The pictures of the documentation by their name, with their size in pixels where it is known. */
export type DocsImages = ReadonlyMap<string, { width: number; height: number } | null>;

export type ContentsEntry = {
  slug: string;
  title: string;
  /** What the page is for, in a sentence. */
  line: string;
  language: DocsLanguage;
};

export type ContentsSection = { key: DocsSectionKey; pages: readonly ContentsEntry[] };

/** A part of a page that a search found. */
export type DocsHit = {
  slug: string;
  /** The anchor of the part; empty for the page itself. */
  anchor: string;
  title: string;
  heading: string;
  language: DocsLanguage;
  snippet: readonly SnippetPiece[];
};
