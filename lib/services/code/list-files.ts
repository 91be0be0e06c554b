import { listAppliedFiles } from "@/db/queries/code/applied-files";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** A file that was applied, by the prefix of its keys. */
export type AppliedFileDto = { prefix: string; applied_at: string };

/** The files that were applied to the workspace, by prefix. */
export async function listFiles(context: ServiceContext): Promise<AppliedFileDto[]> {
  const files = await asActor(context, (tx) => listAppliedFiles(tx, context.workspaceId));
  return files.map(({ prefix, appliedAt }) => ({ prefix, applied_at: appliedAt.toISOString() }));
}
