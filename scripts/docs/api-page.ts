import { apiTags } from "@/lib/domain/api/operation";
import { allOperations } from "@/lib/domain/api/operations/all-operations";

const accessText = (scope: string | null) => (scope === null ? "people only" : `\`${scope}\``);

/** `api.md`: every operation in a line. The app has more at `/docs/api`, with lines for curl. */
export function writeApiPage(): string {
  const sections = Object.entries(apiTags).flatMap(([tag, text]) => {
    const operations = allOperations.filter((operation) => operation.tag === tag);
    if (operations.length === 0) return [];
    return [
      "",
      `## ${tag}`,
      "",
      text,
      "",
      "| operation | what it does | scope of a key |",
      "| --- | --- | --- |",
      ...operations.map(
        ({ method, path, summary, scope }) =>
          `| \`${method} ${path}\` | ${summary} | ${accessText(scope)} |`,
      ),
    ];
  });
  return [
    "# API reference",
    "",
    "Every operation of the API, in a line. Each instance has the whole reference at `/docs/api`, with parameters, bodies, responses, problems and a line for curl, and describes itself to machines at `/api/openapi.json` (OpenAPI 3.1). [The API](guides/api.md) is the guide. The page is made by `npm run docs:build`.",
    ...sections,
    "",
  ].join("\n");
}
