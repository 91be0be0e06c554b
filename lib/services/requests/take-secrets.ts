import type { ColumnOf, Routine } from "@/db/queries/routine-columns";
import { carriesBody, type requestSettings } from "@/lib/domain/routine/routine-options";
import { SECOND_MS } from "@/lib/domain/time-units";
import { mayBeSentTo } from "@/lib/egress/secrets/secret-store";
import { signWebhook } from "@/lib/egress/secrets/webhook-signature";
import type { SchedulerContext } from "@/lib/services/context";
import { findSecret } from "@/lib/services/secrets/find-secret";

/** The columns of a routine that make up its request and the judgement of its response. */
export type RoutineRequest = Pick<
  Routine,
  ColumnOf<(typeof requestSettings)[number]> | "workspaceId" | "keepBody"
>;

/** How the receiver can tell requests apart: `id` is one for all attempts at a slot. */
export type RequestIdentity = { id: string; headers: Readonly<Record<string, string>> };

/** The headers that a request's secrets add, and the texts to mask in everything that is kept of it. */
type TakenSecrets = { headers: Record<string, string>; sensitive: readonly string[] };

/**
 * The headers of a routine's secrets as they are set up now. Null where a secret is unknown, not
 * for this workspace, or may not be sent to this URL.
 * @throws {SecretLookupError} where the database can't be asked.
 */
export async function takeSecrets(
  context: SchedulerContext,
  routine: RoutineRequest,
  identity: RequestIdentity,
): Promise<TakenSecrets | null> {
  const { workspaceId, endpointUrl, secretRef, signingSecretRef } = routine;
  const headers: Record<string, string> = {};
  const sensitive: string[] = [];
  if (secretRef !== null) {
    const found = await findSecret(context, workspaceId, secretRef);
    if (found?.purpose !== "credential" || !mayBeSentTo(found.secret, endpointUrl)) return null;
    const { header } = found.secret;
    headers[header.name] = header.value;
    sensitive.push(...found.secret.sensitive);
  }
  if (signingSecretRef !== null) {
    const found = await findSecret(context, workspaceId, signingSecretRef);
    if (found?.purpose !== "signing" || !mayBeSentTo(found.secret, endpointUrl)) return null;
    Object.assign(
      headers,
      signWebhook(found.secret.keys, {
        id: identity.id,
        timestampSeconds: Math.floor(Date.now() / SECOND_MS),
        body: carriesBody(routine.httpMethod) ? (routine.body ?? "") : "",
      }),
    );
    sensitive.push(...found.secret.sensitive);
  }
  return { headers, sensitive };
}
