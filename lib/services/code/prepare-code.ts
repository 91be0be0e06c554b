import type { CodeDocument } from "@/lib/domain/code/code-document";
import type { FieldProblem } from "@/lib/domain/errors";
import type { Prepared } from "@/lib/services/code/judging";
import { readNamedSecrets } from "@/lib/services/code/named-secrets";
import { readCode, requireNoProblems, type CodeFile } from "@/lib/services/code/read-code";
import type { ServiceContext } from "@/lib/services/context";
import { checkPatterns } from "@/lib/services/routines/check-patterns";

async function findPatternProblems(context: ServiceContext, { routines }: CodeDocument) {
  const found = new Map<string, FieldProblem[]>();
  for (const { path, value } of routines) {
    const problems = await checkPatterns(context, value);
    if (problems.length > 0) found.set(path, problems);
  }
  return found;
}

/**
 * Reads a file and all that is read outside of transactions.
 * @returns what is sound of it, and the problems so far.
 * @throws {ValidationError} where it can't be read at all.
 */
export async function prepareCode(
  context: ServiceContext,
  file: CodeFile,
): Promise<{ prepared: Prepared; problems: FieldProblem[] }> {
  const { document, problems } = await readCode(context, file);
  if (document === null) {
    await requireNoProblems(context, file, problems);
    throw new Error("A file without a document has problems.");
  }
  const names = document.channels.flatMap(({ value }) => value.secret_ref ?? []);
  return {
    prepared: {
      document,
      secrets: await readNamedSecrets(context, names),
      patternProblems: await findPatternProblems(context, document),
    },
    problems,
  };
}
