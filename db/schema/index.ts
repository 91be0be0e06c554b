export { routineRuns } from "@/db/schema/routine-runs";
export { routines } from "@/db/schema/routines";
export { schedulerState } from "@/db/schema/scheduler-state";
export { workspaces } from "@/db/schema/workspaces";
