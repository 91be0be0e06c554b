import { findShownTags, findTags } from "@/db/queries/tags";
import type { TagDto } from "@/lib/domain/tags/tag";
import { toWire } from "@/lib/domain/wire";
import { asActor, type ServiceContext } from "@/lib/services/context";

/** The tags of the workspace, by name, each with the number of its routines. */
export async function listTags(context: ServiceContext): Promise<TagDto[]> {
  const rows = await asActor(context, (tx) => findTags(tx, context.workspaceId));
  return rows.map((row) => toWire(row));
}

/** The tags of the workspace, by name, as a page shows them: without a look at their routines. */
export const listShownTags = (context: ServiceContext): Promise<Pick<TagDto, "name" | "color">[]> =>
  asActor(context, (tx) => findShownTags(tx, context.workspaceId));
