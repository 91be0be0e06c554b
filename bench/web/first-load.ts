/** Scripts are found by their addresses: no browser is needed, and nothing of a page is run. */

/** Every attribute of a tag, `&amp;` in the values undone; one without a value is an empty text. */
function attributesOf(tag: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = "", value = ""] of tag.matchAll(/\s([\w-]+)(?:="([^"]*)")?/g)) {
    attributes.set(name.toLowerCase(), value.replaceAll("&amp;", "&"));
  }
  return attributes;
}

const isScript = (path: string) => /\.js(\?|$)/.test(path);

/** The addresses of chunks that a text names: of a page's payload, or of a script. */
function namedChunks(text: string): string[] {
  return [...text.matchAll(/static\/chunks\/[\w./~()[\]-]+?\.js/g)].map(
    ([path]) => `/_next/${path}`,
  );
}

/**
 * The paths of the scripts that a browser fetches for a page by itself: its script tags, what it
 * preloads, and the chunks of the client components in its payload. Scripts for browsers without
 * modules are left out. Each once, in the order of the page.
 */
export function findFirstScripts(html: string): string[] {
  const found = new Set<string>();
  for (const [tag] of html.matchAll(/<(?:script|link)\b[^>]*>/gi)) {
    const attributes = attributesOf(tag);
    const isPreload =
      attributes.get("rel") === "modulepreload" ||
      (attributes.get("rel") === "preload" && attributes.get("as") === "script");
    const path = /^<script/i.test(tag)
      ? attributes.get("src")
      : isPreload
        ? attributes.get("href")
        : undefined;
    if (path !== undefined && path !== "" && isScript(path)) found.add(path);
  }
  const withoutTags = html.replaceAll(/<(?:script|link)\b[^>]*>/gi, "");
  namedChunks(withoutTags).forEach((path) => found.add(path));
  for (const path of oldBrowserScripts(html)) found.delete(path);
  return [...found];
}

function oldBrowserScripts(html: string): string[] {
  return [...html.matchAll(/<script\b[^>]*>/gi)]
    .map(([tag]) => attributesOf(tag))
    .filter((attributes) => attributes.has("nomodule"))
    .map((attributes) => attributes.get("src") ?? "");
}

/** The paths of the chunks that the sources name and that are not among the first: loaded later, if ever. */
export function findLaterScripts(sources: readonly string[], first: readonly string[]): string[] {
  const known = new Set(first);
  return [...new Set(sources.flatMap(namedChunks))].filter((path) => !known.has(path));
}
