/** The most that one workspace may have. One that is above a limit keeps what it has. */
export type WorkspaceLimits = {
  routines: number;
  members: number;
  /** Runs a day that the schedules of its active routines plan. */
  runsPerDay: number;
};

/** What a workspace has, and may have. Names are those of the wire. */
export type WorkspaceUsageDto = Record<
  "routines" | "members" | "runs_per_day",
  { used: number; max: number }
>;

/** A limit is close from this share of it on. */
const CLOSE_SHARE = 0.9;

export const isClose = ({ used, max }: { used: number; max: number }) => used >= CLOSE_SHARE * max;
