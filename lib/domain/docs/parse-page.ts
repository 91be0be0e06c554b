type DocsHeading = { id: string; text: string; depth: number };

/** A heading with the text below it, up to the next one; the page's title has the page's introduction. */
type DocsPart = DocsHeading & { body: string };

export type ParsedPage = {
  title: string;
  /** The first paragraph, as plain text. */
  lead: string;
  parts: readonly DocsPart[];
};

/** The text of a line of Markdown without its marks. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/!\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<(https?:[^>]+)>/g, "$1")
    .replace(/\*\*|`/g, "")
    .replace(/(^|[\s(])[_*](\S(?:[^_*]*\S)?)[_*](?=$|[\s).,;:!?])/g, "$1$2")
    .replace(/\\([\\`*_{}[\]()#+\-.!|<>])/g, "$1")
    .trim();
}

/**
 * The anchor of a heading, as GitHub makes it; `taken` counts those of the page, so that a second one
 * of the same words is told apart.
 * https://github.com/Flet/github-slugger
 */
export function headingId(text: string, taken: Map<string, number>): string {
  const stem = text
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
    .replaceAll(" ", "-");
  let count = taken.get(stem) ?? 0;
  let id = count === 0 ? stem : `${stem}-${count}`;
  while (count > 0 && taken.has(id)) {
    count += 1;
    id = `${stem}-${count}`;
  }
  taken.set(stem, count + 1);
  if (id !== stem) taken.set(id, 1);
  return id;
}

const textOfLines = (lines: readonly string[]) =>
  lines
    .filter((line) => !/^\s*(?:```|\|[\s|:-]+\|$)/.test(line))
    .map((line) => plainText(line.replace(/^\s*(?:[-*>]|\d+\.)\s+/, "").replaceAll("|", " ")))
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();

const firstParagraph = (lines: readonly string[]) => {
  const start = lines.findIndex((line) => line.trim() !== "");
  if (start === -1) return "";
  const end = lines.findIndex((line, index) => index > start && line.trim() === "");
  return textOfLines(lines.slice(start, end === -1 ? undefined : end));
};

/**
 * The title, the headings and the text of a page, for lists, contents and search: a reading of its
 * lines, since the whole Markdown is only parsed for what is shown.
 */
export function parsePage(markdown: string): ParsedPage {
  const taken = new Map<string, number>();
  const parts: (DocsHeading & { lines: string[] })[] = [];
  let fence: string | null = null;
  for (const line of markdown.split("\n")) {
    const mark = /^\s*(`{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === null || mark === fence)) {
      fence = fence === null ? mark : null;
    }
    const heading = fence === null ? /^(#{1,6})\s+(.*?)\s*#*$/.exec(line) : null;
    if (heading === null) {
      parts.at(-1)?.lines.push(line);
    } else {
      const text = plainText(heading[2] ?? "");
      const depth = (heading[1] ?? "").length;
      parts.push({ id: headingId(text, taken), text, depth, lines: [] });
    }
  }
  return {
    title: parts[0]?.text ?? "",
    lead: firstParagraph(parts[0]?.lines ?? []),
    parts: parts.map(({ lines, ...heading }) => ({ ...heading, body: textOfLines(lines) })),
  };
}

/** The first sentence of a text. */
export function firstSentence(text: string): string {
  return /^.+?[.!?](?=\s+\p{Lu}|$)/u.exec(text)?.[0] ?? text;
}
