import { type DocsLanguage } from "@/lib/domain/docs/docs-path";
import { listContents } from "@/lib/services/docs/list-contents";
import type { Docs } from "@/lib/services/docs/load-docs";
import en from "@/messages/en.json";
import ptBR from "@/messages/pt-BR.json";

const messages = { en, "pt-BR": ptBR };

const notes: Record<DocsLanguage, readonly string[]> = {
  en: [
    "The same pages are in the app, at `/docs`, with a search. [Em português](pt-BR/README.md).",
  ],
  "pt-BR": [
    "As mesmas páginas estão no app, em `/docs/pt-BR`, com busca. [In English](../README.md).",
  ],
};

/** The list of all pages in a language: the README of its folder. */
export function writeIndexPage(docs: Docs, language: DocsLanguage): string {
  const words = messages[language].docs;
  const fileOf = (slug: string, written: DocsLanguage) => {
    const isFolder = docs.pages[written].get(slug)?.file.endsWith("README.md") === true;
    const up = written === language ? "" : "../";
    return `${up}${slug}${isFolder ? "/README.md" : ".md"}`;
  };
  const sections = listContents(docs, language).flatMap(({ key, pages }) => [
    "",
    `## ${words.sections[key]}`,
    "",
    ...pages.map(
      ({ slug, title, line, language: written }) =>
        `- [${title}](${fileOf(slug, written)}): ${line}`,
    ),
  ]);
  return [`# ${words.title}`, "", words.lead, "", ...notes[language], ...sections, ""].join("\n");
}
