import { describe, expect, it } from "vitest";
import { docsPath, parseDocsPath, resolveDocsLink, slugOfFile } from "@/lib/domain/docs/docs-path";

describe("addresses of pages", () => {
  it.each([
    ["en", "", "/docs"],
    ["en", "guides/api", "/docs/guides/api"],
    ["pt-BR", "", "/docs/pt-BR"],
    ["pt-BR", "guides/api", "/docs/pt-BR/guides/api"],
  ] as const)("%s %s is %s", (language, slug, path) => {
    expect(docsPath(language, slug)).toBe(path);
  });

  it("name a language only where it isn't English", () => {
    expect(parseDocsPath(["pt-BR", "guides", "api"])).toEqual({
      language: "pt-BR",
      slug: "guides/api",
    });
    expect(parseDocsPath(["en", "guides"])).toEqual({ language: null, slug: "en/guides" });
    expect(parseDocsPath([])).toEqual({ language: null, slug: "" });
  });

  it.each([
    ["glossary.md", "en", "glossary"],
    ["README.md", "en", ""],
    ["decisions/README.md", "en", "decisions"],
    ["pt-BR/README.md", "pt-BR", ""],
    ["pt-BR/guides/api.md", "pt-BR", "guides/api"],
  ])("the file %s is a page in %s: %s", (file, language, slug) => {
    expect(slugOfFile(file)).toEqual({ language, slug });
  });
});

describe("a link in a page", () => {
  it.each([
    ["../glossary.md#slot", "guides/api.md", { kind: "page", slug: "glossary", hash: "#slot" }],
    ["api.md", "pt-BR/guides/alerts.md", { kind: "page", slug: "guides/api", hash: "" }],
    ["../how-to/README.md", "pt-BR/DB_OVERVIEW.md", { kind: "page", slug: "how-to", hash: "" }],
    ["../", "decisions/0001-x.md", { kind: "page", slug: "", hash: "" }],
    ["../images/run.webp", "guides/api.md", { kind: "image", name: "run.webp" }],
    ["docs/images/run.webp", "../README.md", { kind: "image", name: "run.webp" }],
    ["../tests", "security.md", { kind: "file", path: "tests" }],
    ["../../lib/env.ts", "guides/api.md", { kind: "file", path: "lib/env.ts" }],
    ["../../../../etc/passwd", "guides/api.md", { kind: "file", path: "../../../../etc/passwd" }],
    ["#here", "guides/api.md", { kind: "address", href: "#here" }],
    ["https://example.com/a.md", "faq.md", { kind: "address", href: "https://example.com/a.md" }],
  ])("%s in %s", (href, file, link) => {
    expect(resolveDocsLink(href, file)).toEqual(link);
  });
});
