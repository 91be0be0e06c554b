import { readActivity } from "@/db/queries/activity";
import { asActor } from "@/lib/services/as-actor";
import type { ServiceContext } from "@/lib/services/context";

/**
 * A short opaque text that is another one whenever anything in the workspace has changed: what was
 * read after it is at least as new. Cheap enough to be asked for every two seconds by every tab.
 */
export function getActivity(context: ServiceContext): Promise<string> {
  return asActor(context, (tx) => readActivity(tx, context.workspaceId));
}
