import type { ClaimedRoutine } from "@/db/queries/claim-due-routines";

/** What of a routine makes up its request and the judgement of the answer. */
export type RoutineRequest = Pick<
  ClaimedRoutine,
  | "workspaceId"
  | "endpointUrl"
  | "httpMethod"
  | "headersJson"
  | "body"
  | "secretRef"
  | "signingSecretRef"
  | "followRedirects"
  | "successRules"
  | "keepBody"
>;

/** How the receiver can tell requests apart: `id` is one for all attempts at a slot. */
export type RequestIdentity = { id: string; headers: Readonly<Record<string, string>> };
