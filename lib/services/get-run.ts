import { findRun } from "@/db/queries/runs";
import { NotFoundError } from "@/lib/domain/errors";
import type { RunDto } from "@/lib/domain/run";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";
import { toRunDto } from "@/lib/services/run-dto";

/** @throws {NotFoundError} where the workspace has no such run. */
export async function getRun(context: ServiceContext, id: string): Promise<RunDto> {
  const run = isId(id)
    ? await asActor(context, (tx) => findRun(tx, context.workspaceId, id))
    : null;
  if (run === null) throw new NotFoundError();
  return toRunDto(run);
}
