import { ValidationError, type FieldProblem } from "@/lib/domain/errors";

/** The problems that an input is refused for. @throws where it is not refused, or otherwise. */
export async function problemsOf(work: Promise<unknown>): Promise<readonly FieldProblem[]> {
  const refusal: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(refusal instanceof ValidationError)) {
    throw new Error("The input was not refused.", { cause: refusal });
  }
  return refusal.problems;
}

/** The codes of those problems by the path of the field. */
export async function problemCodesOf(work: Promise<unknown>): Promise<Record<string, string>> {
  return Object.fromEntries((await problemsOf(work)).map(({ path, code }) => [path, code]));
}
