import type { ColumnOf, Routine } from "@/db/queries/routine-columns";
import type { requestSettings } from "@/lib/domain/routine/routine-options";

/** The columns of a routine that make up its request and the judgement of its response. */
export type RoutineRequest = Pick<
  Routine,
  ColumnOf<(typeof requestSettings)[number]> | "workspaceId" | "keepBody"
>;

/** How the receiver can tell requests apart: `id` is one for all attempts at a slot. */
export type RequestIdentity = { id: string; headers: Readonly<Record<string, string>> };
