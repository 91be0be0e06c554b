import { beforeAll, expect, test } from "vitest";
import { docsSections } from "@/docs/contents";
import { llmsFull, llmsIndex } from "@/lib/services/docs/llms-text";
import { findDocsPage, loadDocs, type Docs } from "@/lib/services/docs/load-docs";

const APP_URL = "https://ops.example.com";

let docs: Docs;

beforeAll(async () => {
  docs = await loadDocs();
});

test("llms.txt has the form of llmstxt.org, and a line for every page", () => {
  const text = llmsIndex(docs, APP_URL);
  expect(text).toMatch(/^# OpsPulse\n\n> \S.+\n\n/);
  const links = [...text.matchAll(/^- \[([^\]]+)\]\((\S+)\): (\S.*)$/gm)];
  const headings = [...text.matchAll(/^## .+$/gm)];
  expect(headings).toHaveLength(docsSections.length + 1);
  const slugs = links.flatMap(([, , url = ""]) => {
    const [, slug] = /^https:\/\/ops\.example\.com\/docs\/(.+)\.md$/.exec(url) ?? [];
    return slug === undefined ? [] : [slug];
  });
  expect(slugs).toEqual(docsSections.flatMap(({ pages }) => [...pages]));
  for (const slug of slugs) expect(findDocsPage(docs, "en", slug)?.slug, slug).toBe(slug);
  expect(links).toHaveLength(slugs.length + 2);
  expect(text).toContain("https://ops.example.com/api/mcp");
});

test("llms-full.txt has the pages for users and operators, whole", () => {
  const text = llmsFull(docs, APP_URL);
  for (const { key, pages } of docsSections) {
    for (const slug of pages) {
      const markdown = findDocsPage(docs, "en", slug)?.markdown.trimEnd() ?? "";
      expect(text.includes(markdown), slug).toBe(key !== "developers");
    }
  }
});
