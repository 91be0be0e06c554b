import { readActivity } from "@/db/queries/activity";
import { asActor, type ServiceContext } from "@/lib/services/context";

/**
 * A short opaque text that changes with every change in the workspace. Data that is read after it
 * is at least as new. Cheap enough for every tab to ask every two seconds.
 */
export function getActivity(context: ServiceContext): Promise<string> {
  return asActor(context, (tx) => readActivity(tx, context.workspaceId));
}
