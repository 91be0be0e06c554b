import type { Transaction } from "@/db/client";
import { findTags, lockTag } from "@/db/queries/tags";
import { NotFoundError } from "@/lib/domain/errors";
import type { TagDto } from "@/lib/domain/tags/tag";
import { toWire } from "@/lib/domain/wire";
import { asActor, type ServiceContext } from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";

/**
 * With `lock`, its row is locked until the transaction ends.
 * @throws {NotFoundError} where the workspace has no such tag.
 */
export async function requireTag(
  tx: Transaction,
  { workspaceId }: Pick<ServiceContext, "workspaceId">,
  id: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<TagDto> {
  if (lock && isId(id)) await lockTag(tx, workspaceId, id);
  const [row] = isId(id) ? await findTags(tx, workspaceId, { id }) : [];
  if (row === undefined) throw new NotFoundError();
  return toWire(row);
}

/** @throws {NotFoundError} where the workspace has no such tag. */
export const getTag = (context: ServiceContext, id: string): Promise<TagDto> =>
  asActor(context, (tx) => requireTag(tx, context, id));
