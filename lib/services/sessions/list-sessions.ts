import { findSessionsOfUser } from "@/db/queries/sessions";
import { describeDevice } from "@/lib/domain/sessions/device";
import type { SessionDto } from "@/lib/domain/sessions/session";
import type { ServiceContext } from "@/lib/services/context";
import { isDemo } from "@/lib/services/workspaces/is-demo";
import { requireUser } from "@/lib/services/workspaces/require-user";

/**
 * The live sessions of the user, the one that was used last first. Of the demo account, which
 * visitors share, only the one that asks.
 */
export async function listSessions(
  context: Pick<ServiceContext, "db" | "actor" | "hasDemo">,
  currentId: string,
): Promise<SessionDto[]> {
  const [isShared, sessions] = await Promise.all([
    isDemo(context),
    findSessionsOfUser(context.db, requireUser(context)),
  ]);
  return sessions
    .filter(({ id }) => !isShared || id === currentId)
    .map(({ id, userAgent, createdAt, lastUsedAt }) => ({
      id,
      device: describeDevice(userAgent),
      is_current: id === currentId,
      signed_in_at: createdAt.toISOString(),
      last_used_at: lastUsedAt.toISOString(),
    }));
}
