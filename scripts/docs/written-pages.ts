import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { loadDocs } from "@/lib/services/docs/load-docs";
import { writeApiPage } from "@/scripts/docs/api-page";
import { writeCommandLinePage } from "@/scripts/docs/command-line-page";
import { writeDatabasePages } from "@/scripts/docs/database-pages";
import { writeErrorsPage } from "@/scripts/docs/errors-page";
import { writeIndexPage } from "@/scripts/docs/index-page";
import { writeProblemsPage } from "@/scripts/docs/problems-page";
import { writeVariablesPage } from "@/scripts/docs/variables-page";

/** The pages and pictures below `docs/` that are made from something else. */
export const pageSources = [
  "database",
  "variables",
  "errors",
  "problems",
  "api",
  "command-line",
  "index",
] as const;
export type PageSource = (typeof pageSources)[number];

async function writeFrom(source: PageSource, root: string): Promise<Map<string, string>> {
  switch (source) {
    case "database":
      return writeDatabasePages();
    case "variables": {
      const example = await readFile(join(root, ".env.example"), "utf8");
      return new Map([
        ["reference/variables.md", writeVariablesPage(example, "en")],
        ["pt-BR/reference/variables.md", writeVariablesPage(example, "pt-BR")],
      ]);
    }
    case "errors":
      return new Map([
        ["reference/errors.md", writeErrorsPage("en")],
        ["pt-BR/reference/errors.md", writeErrorsPage("pt-BR")],
      ]);
    case "problems":
      return new Map([
        ["reference/problems.md", writeProblemsPage("en")],
        ["pt-BR/reference/problems.md", writeProblemsPage("pt-BR")],
      ]);
    case "api":
      return new Map([["api.md", writeApiPage()]]);
    case "command-line":
      return new Map([
        ["reference/command-line.md", writeCommandLinePage("en")],
        ["pt-BR/reference/command-line.md", writeCommandLinePage("pt-BR")],
      ]);
    case "index": {
      const docs = await loadDocs({ isFresh: true });
      return new Map([
        ["README.md", writeIndexPage(docs, "en")],
        ["pt-BR/README.md", writeIndexPage(docs, "pt-BR")],
      ]);
    }
  }
}

/** What the files made from a source hold, by their path below `docs/`. */
export async function writePages(source: PageSource, root: string): Promise<Map<string, string>> {
  const written = await writeFrom(source, root);
  const style = await resolveConfig(join(root, "docs/README.md"));
  const files = [...written].map(async ([file, text]) => {
    const isMarkdown = file.endsWith(".md");
    return [
      file,
      isMarkdown ? await format(text, { ...style, parser: "markdown" }) : text,
    ] as const;
  });
  return new Map(await Promise.all(files));
}
