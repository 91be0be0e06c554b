import { Document, type ScalarTag } from "yaml";
import type { CodeFormat } from "@/lib/domain/code/code-options";
import { figuresOf, isExactNumber, stringifyExactJson } from "@/lib/domain/json/exact-json";

/** A number that no double holds, written with all of its figures. */
const exactNumber: ScalarTag = {
  identify: isExactNumber,
  default: true,
  tag: "tag:yaml.org,2002:float",
  resolve: (text) => text,
  test: /^(?!)/,
  stringify: ({ value }) => (isExactNumber(value) ? figuresOf(value) : ""),
};

/** Texts of several lines stand as blocks, where that keeps every character. */
function writeYaml(value: unknown): string {
  const written = new Document(value, {
    version: "1.2",
    schema: "core",
    // What a reader of YAML 1.1 would take for a number or a boolean is quoted.
    compat: "yaml-1.1",
    aliasDuplicateObjects: false,
    customTags: (tags) => [exactNumber, ...tags],
  });
  return written.toString({ lineWidth: 0, minContentWidth: 0, blockQuote: "literal" });
}

/** The text of a file, with the address of its schema: the same text for the same data. */
export function writeCodeText(
  value: Readonly<Record<string, unknown>>,
  { format, schemaUrl }: { format: CodeFormat; schemaUrl: string },
): string {
  if (format === "yaml") return `# yaml-language-server: $schema=${schemaUrl}\n${writeYaml(value)}`;
  const json = stringifyExactJson({ $schema: schemaUrl, ...value });
  return `${json}\n`;
}
