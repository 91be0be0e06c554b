/** How far back a history goes. Times are RFC 3339 in UTC, and null where nothing was removed. */
export type HistoryKeptDto = {
  retention_days: number;
  /** Runs before it were removed to stay within `RUN_HISTORY_MAX_MB`. */
  runs_removed_before: string | null;
  /** Headers and bodies of responses before it were. */
  responses_removed_before: string | null;
};
