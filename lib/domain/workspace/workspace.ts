import { z } from "zod";
import { problem } from "@/lib/domain/field-problems";
import { MAX_NAME_CHARACTERS } from "@/lib/domain/routine/routine-options";
import { isPlainText } from "@/lib/domain/storable-text";
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

export const workspaceInput = z.strictObject({
  name: z
    .string(problem("workspace_name_required"))
    .trim()
    .min(1, problem("workspace_name_required"))
    .max(MAX_NAME_CHARACTERS, problem("name_too_long"))
    .refine(isPlainText, problem("text_not_storable")),
});
