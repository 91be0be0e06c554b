import { parseDocument } from "yaml";
import { previewImport, type PreviewOptions } from "@/lib/domain/imports/preview-import";

const MAX_ALIASES = 100;

/** The data of a YAML document; undefined for text that isn't one, or that aliases make too large. */
function parseYaml(text: string): unknown {
  try {
    const document = parseDocument(text, {
      version: "1.2",
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
    });
    if (document.errors.length > 0) return undefined;
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
  } catch {
    // Errors of the parser quote the text, which may hold credentials.
    return undefined;
  }
}

/** Reads a text to import. It runs in a side thread: a text of 1 MB takes its time. */
export const readImport = (input: {
  text: string;
  options: Omit<PreviewOptions, "parseYaml">;
}): ReturnType<typeof previewImport> => previewImport(input.text, { ...input.options, parseYaml });
