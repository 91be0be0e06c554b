import { docsSections } from "@/docs/contents";
import type { ContentsSection } from "@/lib/domain/docs/docs-page";
import type { DocsLanguage } from "@/lib/domain/docs/docs-path";
import { firstSentence } from "@/lib/domain/docs/parse-page";
import { findDocsPage, type Docs } from "@/lib/services/docs/load-docs";

/** The pages of the documentation by section, in a language where they have it. */
export function listContents(docs: Docs, language: DocsLanguage): ContentsSection[] {
  return docsSections
    .map(({ key, pages }) => ({
      key,
      pages: pages.flatMap((slug) => {
        const page = findDocsPage(docs, language, slug);
        if (page === null) return [];
        const { title, lead, language: written } = page;
        return [{ slug, title, line: firstSentence(lead), language: written }];
      }),
    }))
    .filter(({ pages }) => pages.length > 0);
}
