import { z } from "zod";
import { updateWorkspaceName } from "@/db/queries/workspaces";
import { NotFoundError } from "@/lib/domain/errors";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";

const renameWorkspaceInput = z.strictObject({
  name: z
    .string({ error: "name_required" })
    .trim()
    .min(1, { error: "name_required" })
    .max(120, { error: "name_too_long" }),
});

/**
 * @throws {ValidationError} where the name is missing or too long.
 * @throws {NotFoundError} where the workspace is not the user's to rename.
 */
export async function renameWorkspace(context: ServiceContext, input: unknown): Promise<void> {
  const { name } = parseInput(renameWorkspaceInput, input);
  const renamed = await asActor(context, (tx) =>
    updateWorkspaceName(tx, context.workspaceId, name),
  );
  if (!renamed) throw new NotFoundError();
}
