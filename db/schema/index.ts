export { routineEvents } from "@/db/schema/routine-events";
export { routineRuns } from "@/db/schema/routine-runs";
export { routines } from "@/db/schema/routines";
export { schedulerState } from "@/db/schema/scheduler-state";
export { workspaceInvitations } from "@/db/schema/workspace-invitations";
export { workspaceMembers } from "@/db/schema/workspace-members";
export { workspaces } from "@/db/schema/workspaces";
