/** What is wrong with an expression as a whole. */
export const cronFaults = [
  "empty",
  "reboot",
  "macro",
  "interval",
  "once",
  "instead",
  "wrapper",
  "spaces",
  "lines",
  "environment",
  "zone",
  "comment",
  "seconds",
  "secondsAndYear",
  "year",
  "command",
  "count",
] as const;
export type CronFault = (typeof cronFaults)[number];

/** What a part of a field is likely to mean. */
export const cronHints = [
  "jenkins",
  "random",
  "nearest",
  "place",
  "last",
  "question",
  "write",
  "step",
  "dayElsewhere",
  "monthElsewhere",
] as const;
export type CronHint = (typeof cronHints)[number];
