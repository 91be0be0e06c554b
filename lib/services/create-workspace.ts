import { randomUUID } from "node:crypto";
import { insertWorkspace } from "@/db/queries/workspaces";
import { workspaceInput, type WorkspaceDto } from "@/lib/domain/workspace";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";

/**
 * Makes a workspace, which the user owns. Anybody may, whatever they are elsewhere.
 * @throws {ValidationError} where the name is missing or too long.
 */
export async function createWorkspace(
  context: Pick<ServiceContext, "db" | "actor">,
  input: unknown,
): Promise<WorkspaceDto> {
  const { name } = parseInput(workspaceInput, input);
  const id = randomUUID();
  await asActor(context, (tx) => insertWorkspace(tx, { id, ownerId: context.actor.userId, name }));
  return { id, name, role: "OWNER" };
}
