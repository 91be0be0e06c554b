import { findMemberActivity, readActivity } from "@/db/queries/activity";
import {
  asActor,
  type Actor,
  createServiceContext,
  type SchedulerContext,
  type ServiceContext,
  type WorkspaceChoice,
} from "@/lib/services/context";
import { isId } from "@/lib/services/is-id";

/**
 * A short opaque text that changes with every change in the workspace. Data that is read after it
 * is at least as new.
 */
export function getActivity(context: ServiceContext): Promise<string> {
  return asActor(context, (tx) => readActivity(tx, context.workspaceId));
}

/** `nextDueMs` is the time until a routine is due, and null where none is going to be. */
export type MemberActivity = { activity: string; nextDueMs: number | null };

/**
 * The activity of the workspace that a member looks at. Cheap enough for open pages to ask every two
 * seconds: it makes no context, which takes a transaction of its own.
 * @throws {NotFoundError} where the user doesn't belong to the required workspace.
 * @throws {DomainError} UNAUTHENTICATED where the account was deleted.
 */
export async function getMemberActivity(
  { db }: Pick<SchedulerContext, "db">,
  actor: Actor,
  choice: WorkspaceChoice,
): Promise<MemberActivity> {
  const { required } = choice;
  const preferred = choice.preferred !== null && isId(choice.preferred) ? choice.preferred : null;
  const found =
    actor.key !== undefined || (required !== null && !isId(required))
      ? null
      : await asActor({ db, actor }, (tx) =>
          findMemberActivity(tx, actor.userId, { required, preferred }),
        );
  if (found !== null) return { activity: found.digest, nextDueMs: found.nextDueMs };
  return {
    activity: await getActivity(await createServiceContext(actor, choice)),
    nextDueMs: null,
  };
}
