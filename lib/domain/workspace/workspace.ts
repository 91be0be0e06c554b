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

/** The name of a workspace, typed again to confirm what can't be undone. */
export const confirmedName = z.strictObject({
  name: z
    .string(problem("workspace_name_required"))
    .normalize("NFC")
    .trim()
    .min(1, problem("workspace_name_required")),
});
