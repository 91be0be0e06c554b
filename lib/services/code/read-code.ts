import { readCodeDocument, type CodeDocument } from "@/lib/domain/code/code-document";
import { MAX_CODE_BYTES, type CodeFormat } from "@/lib/domain/code/code-options";
import { DomainError, ValidationError, type FieldProblem } from "@/lib/domain/errors";
import { SECOND_MS } from "@/lib/domain/time-units";
import { locateInCode, readCodeText } from "@/lib/services/code/read-yaml";
import type { ServiceContext } from "@/lib/services/context";
import { runAside } from "@/lib/services/side-threads/run-aside";

/** Five times what the slowest text of the greatest size takes. */
const READ_MS = 10 * SECOND_MS;
const WAIT_MS = 10 * SECOND_MS;

/** A text of this many characters is read in milliseconds, whatever is in it: a thread would take longer. */
const MAX_INLINE_CHARACTERS = 20_000;

/** A file as it came. */
export type CodeFile = { text: string; format: CodeFormat };

async function aside<Name extends "readCodeText" | "locateInCode">(
  { workspaceId }: Pick<ServiceContext, "workspaceId">,
  name: Name,
  input: Parameters<typeof runAside<Name>>[1],
) {
  const outcome = await runAside(name, input, { workspaceId, budgetMs: READ_MS, waitMs: WAIT_MS });
  if (outcome.kind === "DONE") return outcome.value;
  if (outcome.kind === "TOO_COSTLY") {
    throw new DomainError("PAYLOAD_TOO_LARGE", "The file takes too long to read. Use two files.");
  }
  throw new DomainError("UNAVAILABLE", "Too many files are being read. Try again in a moment.");
}

/** The file with what is sound of it, and its problems so far. */
export async function readCode(
  context: Pick<ServiceContext, "workspaceId">,
  file: CodeFile,
): Promise<{ document: CodeDocument | null; problems: FieldProblem[] }> {
  if (Buffer.byteLength(file.text) > MAX_CODE_BYTES) {
    throw new DomainError(
      "PAYLOAD_TOO_LARGE",
      `A file has at most ${MAX_CODE_BYTES} bytes. Use two files with prefixes of their own.`,
    );
  }
  const isSmall = file.text.length <= MAX_INLINE_CHARACTERS;
  const read = isSmall ? readCodeText(file) : await aside(context, "readCodeText", file);
  return read.ok ? readCodeDocument(read.value) : { document: null, problems: read.problems };
}

/** @throws {ValidationError} with every problem and its place in the file, where there are any. */
export async function requireNoProblems(
  context: Pick<ServiceContext, "workspaceId">,
  { text }: CodeFile,
  problems: readonly FieldProblem[],
): Promise<void> {
  if (problems.length === 0) return;
  const paths = problems.map(({ path }) => path);
  const isSmall = text.length <= MAX_INLINE_CHARACTERS;
  const places = isSmall
    ? locateInCode({ text, paths })
    : await aside(context, "locateInCode", { text, paths });
  throw new ValidationError(
    problems
      .map((problem, index) => ({ ...places[index], ...problem }))
      .toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0)),
  );
}
