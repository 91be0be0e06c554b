import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { renderDocsPage } from "@/components/docs/docs-markdown";
import { docsSections, englishOnly } from "@/docs/contents";
import type { DocsPage } from "@/lib/domain/docs/docs-page";
import { resolveDocsLink } from "@/lib/domain/docs/docs-path";
import { parsePage } from "@/lib/domain/docs/parse-page";
import { loadDocs, type Docs } from "@/lib/services/docs/load-docs";
import { pageSources, writePages } from "@/scripts/docs/written-pages";
import { pendingPages } from "@/tests/support/docs/pending-pages";
import { readText, root } from "@/tests/support/docs/repository";
import { renderMarkup } from "@/tests/support/render-markup";

const slugs: string[] = docsSections.flatMap(({ pages }) => [...pages]);
const isPending = (slug: string) => pendingPages.includes(slug);

let docs: Docs;
let pages: DocsPage[];

beforeAll(async () => {
  docs = await loadDocs();
  pages = [...docs.pages.en.values(), ...docs.pages["pt-BR"].values()];
});

describe("the contents of the documentation", () => {
  it("every page of the contents is written, and translated where it isn't English only", () => {
    const missing = slugs.flatMap((slug) => [
      ...(docs.pages.en.has(slug) || isPending(slug) ? [] : [slug]),
      ...(docs.pages["pt-BR"].has(slug) ||
      englishOnly.includes(slug) ||
      isPending(slug) ||
      isPending(`pt-BR/${slug}`)
        ? []
        : [`pt-BR/${slug}`]),
    ]);
    expect(missing).toEqual([]);
  });

  it("every page is in the contents, or below one that is", () => {
    const lost = pages.filter(
      ({ slug }) =>
        slug !== "" && !slugs.some((each) => each === slug || slug.startsWith(`${each}/`)),
    );
    expect(lost.map(({ file }) => file)).toEqual([]);
  });

  it("what is said to be pending or English only has no such page", () => {
    const written = pendingPages.filter((slug) => existsSync(join(root, "docs", `${slug}.md`)));
    const translated = englishOnly.filter((slug) => docs.pages["pt-BR"].has(slug));
    expect([...written, ...translated]).toEqual([]);
  });

  it("every page begins with its title and says in a paragraph what it is for", () => {
    const bad = pages.filter(
      ({ markdown, lead }) => !/^# \S/.test(markdown) || lead.length < 20 || lead.startsWith("#"),
    );
    expect(bad.map(({ file }) => file)).toEqual([]);
  });
});

/** The links of a text outside of its blocks of code, and the pictures of its HTML. */
function linksOf(markdown: string): string[] {
  const text = markdown.replace(/^\s*(`{3,})[\s\S]*?^\s*\1$/gm, "");
  const links = text.matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset)="([^"\s]+)"/g);
  return [...links].map(([, link, picture]) => link ?? picture ?? "");
}

describe("links", () => {
  const brokenIn = (file: string, markdown: string): string[] =>
    linksOf(markdown).flatMap((href) => {
      const link = resolveDocsLink(href, file);
      const broken = [`${file}: ${href}`];
      switch (link.kind) {
        case "address": {
          if (!href.startsWith("#")) return [];
          const { parts } = parsePage(markdown);
          return parts.some(({ id }) => `#${id}` === href) ? [] : broken;
        }
        case "image":
          return docs.images.has(link.name) ? [] : broken;
        case "file":
          return existsSync(join(root, link.path)) ? [] : broken;
        case "page": {
          if (isPending(link.slug)) return [];
          const isTranslation = /(?:^|\/)pt-BR\//.test(
            new URL(href, `file:///docs/${file}`).pathname,
          );
          if (isTranslation && isPending(`pt-BR/${link.slug}`)) return [];
          const target = docs.pages[isTranslation ? "pt-BR" : "en"].get(link.slug);
          if (target === undefined) return broken;
          return link.hash === "" || target.parts.some(({ id }) => `#${id}` === link.hash)
            ? []
            : broken;
        }
      }
    });

  it("of every page lead to a page, a heading, a picture or a file that exists", () => {
    expect(pages.flatMap(({ file, markdown }) => brokenIn(file, markdown))).toEqual([]);
  });

  it("of the files in the root, too", () => {
    const files = [
      "README.md",
      "README.pt-BR.md",
      "CONTRIBUTING.md",
      "SECURITY.md",
      "CHANGELOG.md",
    ];
    expect(files.flatMap((file) => brokenIn(`../${file}`, readText(file)))).toEqual([]);
  });

  it("a link to a page, a heading or a picture that isn't there is found", () => {
    const text =
      "# T\n\n[a](missing.md) [b](glossary.md#nowhere) [c](#nowhere) ![d](images/no.png)";
    expect(brokenIn("quick-start.md", text)).toHaveLength(4);
  });
});

describe("what the app shows of a page", () => {
  const markupOf = (page: DocsPage) =>
    renderMarkup(renderDocsPage({ page, language: page.language, images: docs.images }));

  it("has the headings of the contents, links within the app, and no inline style", () => {
    for (const page of pages) {
      const markup = markupOf(page);
      const ids = [...markup.matchAll(/<h[1-6] id="([^"]*)"/g)].map(([, id]) => id);
      expect(ids, page.file).toEqual(page.parts.map(({ id }) => id));
      expect(markup, page.file).not.toMatch(/\sstyle="|href="[^":]*\.md[#"]|<script/);
    }
  });
});

describe("pages that are made from something else", () => {
  it.each(pageSources)("%s: what is in the repository is what the source says", async (source) => {
    for (const [file, text] of await writePages(source, root)) {
      expect(readText(`docs/${file}`), `${file}: run npm run docs:build`).toBe(text);
    }
  });
});
