import { z } from "zod";
import type { Role } from "@/lib/domain/role";

/** A workspace as one of its members sees it. */
export type WorkspaceDto = {
  id: string;
  name: string;
  /** The member's role. */
  role: Role;
};

/** What a workspace holds, and would take along. */
export type WorkspaceContentsDto = {
  id: string;
  name: string;
  members: number;
  routines: number;
  runs: number;
};

export const workspaceInput = z.strictObject({
  name: z
    .string({ error: "workspace_name_required" })
    .trim()
    .min(1, { error: "workspace_name_required" })
    .max(120, { error: "name_too_long" }),
});
