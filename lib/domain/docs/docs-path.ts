const docsLanguages = ["en", "pt-BR"] as const;

/** A language of the documentation: English in `docs/`, each other one in the folder of its name. */
export type DocsLanguage = (typeof docsLanguages)[number];

/**
 * The address of a page. One without a language follows the reader's; `/docs/pt-BR/…` is Portuguese for
 * everybody.
 */
export function docsPath(language: DocsLanguage, slug: string): string {
  return ["/docs", ...(language === "en" ? [] : [language]), ...(slug === "" ? [] : [slug])].join(
    "/",
  );
}

/** The language and the page that the segments after `/docs` name; null where they name no language. */
export function parseDocsPath(segments: readonly string[]): {
  language: DocsLanguage | null;
  slug: string;
} {
  const [first, ...rest] = segments;
  const named = docsLanguages.find((language) => language !== "en" && language === first);
  return named === undefined
    ? { language: null, slug: segments.join("/") }
    : { language: named, slug: rest.join("/") };
}

/** The page of a file below `docs/`: a README is the page of its folder. */
export function slugOfFile(file: string): { language: DocsLanguage; slug: string } {
  const { language, slug } = parseDocsPath(file.split("/"));
  return { language: language ?? "en", slug: slug.replace(/(^|\/)README\.md$|\.md$/, "") };
}

/** The file of `path`, seen from the folder of `from`; null where it leads out of the repository. */
function resolvePath(from: string, path: string): string | null {
  const parts: string[] = [];
  for (const part of [...from.split("/").slice(0, -1), ...path.split("/")]) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.join("/");
}

export type DocsLink =
  /** An address elsewhere, or a heading of the same page. */
  | { kind: "address"; href: string }
  | { kind: "page"; slug: string; hash: string }
  | { kind: "image"; name: string }
  /** A file of the repository that is no page: its path from the root. */
  | { kind: "file"; path: string };

/** What a link in `docs/FILE` leads to. */
export function resolveDocsLink(href: string, file: string): DocsLink {
  if (/^[a-z][\w+.-]*:|^#|^\//i.test(href)) return { kind: "address", href };
  const [path = "", hash] = href.split("#", 2);
  const resolved = resolvePath(`docs/${file}`, path);
  if (resolved === null) return { kind: "file", path };
  const [, inDocs] = /^docs(?:\/(.*))?$/.exec(resolved) ?? [];
  if (resolved !== "docs" && inDocs === undefined) return { kind: "file", path: resolved };
  const image = /^images\/([^/]+)$/.exec(inDocs ?? "")?.[1];
  if (image !== undefined) return { kind: "image", name: image };
  const isPage = inDocs === undefined || /(?:\.md|^[\w-]+|\/[\w-]+)$/.test(inDocs);
  if (!isPage) return { kind: "file", path: resolved };
  const { slug } = slugOfFile(inDocs ?? "");
  return { kind: "page", slug, hash: hash === undefined ? "" : `#${hash}` };
}
