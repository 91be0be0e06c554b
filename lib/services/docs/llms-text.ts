import { docsSections } from "@/docs/contents";
import { docsPath } from "@/lib/domain/docs/docs-path";
import { listContents } from "@/lib/services/docs/list-contents";
import { findDocsPage, type Docs } from "@/lib/services/docs/load-docs";

const TITLE = "# OpsPulse";

const SUMMARY =
  "> OpsPulse runs HTTP requests on schedules, judges the responses, keeps their history, and alerts when they fail. It has an API, a document for everything as code, and an MCP server for agents.";

/** Titles of the sections of the contents, which screens have in their messages. */
const sectionTitles: Record<(typeof docsSections)[number]["key"], string> = {
  start: "Start",
  concepts: "Concepts",
  deploy: "Deploy",
  guides: "Guides",
  migrate: "Migrate",
  operations: "Operations",
  reference: "Reference",
  developers: "Optional",
};

/** The address of a page's Markdown. */
const sourceUrl = (appUrl: string, slug: string) =>
  new URL(`${docsPath("en", slug)}.md`, appUrl).href;

/** The index of the documentation for models, in the form of llmstxt.org. */
export function llmsIndex(docs: Docs, appUrl: string): string {
  const sections = listContents(docs, "en").map(({ key, pages }) =>
    [
      `## ${sectionTitles[key]}`,
      "",
      ...pages.map(({ slug, title, line }) => `- [${title}](${sourceUrl(appUrl, slug)}): ${line}`),
    ].join("\n"),
  );
  const machines = [
    "## Machines",
    "",
    `- [OpenAPI](${new URL("/api/openapi.json", appUrl).href}): every operation of the API, its schemas and its errors.`,
    `- [The documentation in one file](${new URL("/llms-full.txt", appUrl).href}): every page below, but for those for developers.`,
  ].join("\n");
  const lead = `${TITLE}\n\n${SUMMARY}\n\nThe MCP server is at ${new URL("/api/mcp", appUrl).href}, with an API key as bearer.`;
  return `${[lead, machines, ...sections].join("\n\n")}\n`;
}

/** Every page of the documentation in one text, but for those for developers. */
export function llmsFull(docs: Docs, appUrl: string): string {
  const slugs = docsSections
    .filter(({ key }) => key !== "developers")
    .flatMap(({ pages }): readonly string[] => pages);
  const pages = slugs.flatMap((slug) => {
    const page = findDocsPage(docs, "en", slug);
    return page === null
      ? []
      : [`<!-- ${sourceUrl(appUrl, slug)} -->\n\n${page.markdown.trimEnd()}`];
  });
  return `${[`${TITLE}\n\n${SUMMARY}`, ...pages].join("\n\n---\n\n")}\n`;
}
