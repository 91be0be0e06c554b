import { findTags } from "@/db/queries/tags";
import type { TagDto } from "@/lib/domain/tags/tag";
import { toWire } from "@/lib/domain/wire";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** The tags of the workspace, by name. */
export async function listTags(context: ServiceContext): Promise<TagDto[]> {
  const rows = await asActor(context, (tx) => findTags(tx, context.workspaceId));
  return rows.map((row) => toWire(row));
}
