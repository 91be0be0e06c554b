import { MAX_CODE_BYTES, type CodeFormat } from "@/lib/domain/code/code-options";
import { DomainError } from "@/lib/domain/errors";
import { readBody } from "@/lib/http/read-json";

/** The types of a file's body; the first of each is what an export is sent as. */
export const codeTypes = {
  yaml: ["application/yaml", "text/yaml", "application/x-yaml", "text/x-yaml"],
  json: ["application/json"],
} as const satisfies Record<CodeFormat, readonly string[]>;

function formatOf(request: Request): CodeFormat {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  const named = type.trim().toLowerCase();
  if (codeTypes.yaml.some((known) => known === named)) return "yaml";
  if (/^application\/(?:[\w.-]+\+)?json$/.test(named)) return "json";
  throw new DomainError(
    "UNSUPPORTED_MEDIA_TYPE",
    "Send the file as YAML, with the header Content-Type: application/yaml, or as JSON, with application/json.",
  );
}

/**
 * The file in the body of a request.
 * @throws {DomainError} UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, or BAD_REQUEST for what isn't UTF-8.
 */
export async function readCodeFile(
  request: Request,
): Promise<{ text: string; format: CodeFormat }> {
  const format = formatOf(request);
  const bytes = await readBody(request, MAX_CODE_BYTES);
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), format };
  } catch (cause) {
    throw new DomainError("BAD_REQUEST", "The file isn't text in UTF-8.", { cause });
  }
}
