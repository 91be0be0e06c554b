import { z } from "zod";
import { problem } from "@/lib/domain/field-problems";
import { nameInput } from "@/lib/domain/inputs";
import type { Role } from "@/lib/domain/workspace/role";

/** The most workspaces that a user may own. A constraint in a migration has the same number. */
export const MAX_OWNED_WORKSPACES = 20;

/** A workspace as one of its members sees it. */
export type WorkspaceDto = {
  id: string;
  name: string;
  /** The member's role. */
  role: Role;
};

/** A workspace with what its settings show. */
export type WorkspaceDetailDto = WorkspaceDto & {
  /** Whether the operator's model may read about failed runs; null where the instance has none. */
  ai_enabled: boolean | null;
  /** Where the model is, and its name; null where the instance has none. */
  ai_host: string | null;
  ai_model: string | null;
  /** What is deleted with it. */
  contents: Omit<WorkspaceContentsDto, "id" | "name">;
};

/** The contents of a workspace, which are deleted with it. */
export type WorkspaceContentsDto = {
  id: string;
  name: string;
  members: number;
  routines: number;
  /** Counted up to a limit, so that the page stays fast with a large history. */
  runs: number;
  /** Whether there are more runs than were counted. */
  has_more_runs: boolean;
};

export const workspaceInput = z.strictObject({ name: nameInput("workspace_name_required") });

export const updateWorkspaceInput = z
  .strictObject({
    name: nameInput("workspace_name_required"),
    ai_enabled: z.boolean(problem("ai_enabled_not_boolean")),
  })
  .partial();

/** The member who becomes the owner. */
export const transferInput = z.strictObject({ user_id: z.string(problem("member_required")) });

/** The name of a workspace, typed again to confirm what can't be undone. */
export const confirmedName = z.strictObject({
  name: z
    .string(problem("workspace_name_required"))
    .normalize("NFC")
    .trim()
    .min(1, problem("workspace_name_required")),
});
