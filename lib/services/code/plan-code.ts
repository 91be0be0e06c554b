import type { CodePlanDto } from "@/lib/domain/code/code-plan";
import { judgeCode } from "@/lib/services/code/judge-code";
import { prepareCode } from "@/lib/services/code/prepare-code";
import { requireNoProblems, type CodeFile } from "@/lib/services/code/read-code";
import { asActor, type ServiceContext } from "@/lib/services/context";

/**
 * What an apply of the file would do, and how the workspace differs from the last one. Writes nothing, so
 * members who may only read may ask, too.
 * @throws {ValidationError} with every problem of the file, each with its path, line and column.
 */
export async function planCode(context: ServiceContext, file: CodeFile): Promise<CodePlanDto> {
  const { prepared, problems } = await prepareCode(context, file);
  const judged = await asActor(context, (tx) => judgeCode(tx, context, prepared, { lock: false }));
  await requireNoProblems(context, file, [...problems, ...judged.problems]);
  return judged.plan;
}
