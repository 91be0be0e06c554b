import { insertWorkspace, isOverOwnedLimit } from "@/db/queries/workspaces";
import { ValidationError } from "@/lib/domain/errors";
import { describeProblem, type ProblemCode } from "@/lib/domain/field-problems";
import {
  MAX_OWNED_WORKSPACES,
  workspaceInput,
  type WorkspaceDto,
} from "@/lib/domain/workspace/workspace";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { parseInput } from "@/lib/services/parse-input";
import { requireUser } from "@/lib/services/workspaces/require-user";

/** Throws the problem of a user who owns `MAX_OWNED_WORKSPACES`, and any other error as it is. */
export const explainOwnedLimit = (path: string, code: ProblemCode) => (error: unknown) => {
  if (!isOverOwnedLimit(error)) throw error;
  const params = { max: MAX_OWNED_WORKSPACES };
  throw new ValidationError([describeProblem({ path, code, params })]);
};

/**
 * Creates a workspace that the user owns. Every user may, whatever their roles elsewhere.
 * @throws {ValidationError} where the name is missing or too long, or the user owns
 *   `MAX_OWNED_WORKSPACES`.
 */
export async function createWorkspace(
  context: Pick<ServiceContext, "db" | "actor">,
  input: unknown,
): Promise<WorkspaceDto> {
  const { name } = parseInput(workspaceInput, input);
  const workspace = { ownerId: requireUser(context), name };
  const id = await asActor(context, (tx) => insertWorkspace(tx, workspace)).catch(
    explainOwnedLimit("", "workspaces_too_many"),
  );
  return { id, name, role: "OWNER" };
}
