import type { ClockFacts } from "@/lib/domain/instance/clock";

/** The state of an instance, for its operators. Lags in milliseconds; null where nothing was measured. */
export type InstanceReport = {
  version: string;
  /** The newest migration that the code knows. */
  schema: string;
  clocks: readonly ClockFacts[];
  /** The last tick; null where there never was one. */
  lastTickAt: string | null;
  day: {
    ticks: number;
    succeeded: number;
    failed: number;
    missed: number;
    abandoned: number;
    lagP50Ms: number | null;
    lagP99Ms: number | null;
    lagMaxMs: number | null;
  };
  due: number;
  oldestDueLagMs: number;
  runsInFlight: number;
  activeRoutines: number;
  workspaces: number;
  unresolvedIncidents: number;
  pendingMessages: number;
  oldestPendingSeconds: number;
  databaseBytes: number;
  /** By the last week; null until an hour of it is known. */
  growthBytesPerDay: number | null;
};

/** What takes longer to find. No name of a routine and no URL is among it. */
export type InstanceDetails = {
  tables: readonly { name: string; bytes: number; rows: number }[];
  workers: readonly { name: string; runs: number; lastSeconds: number }[];
  busiest: readonly { id: string; name: string; routines: number; runs: number }[];
};
