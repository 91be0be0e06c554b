import { locateInCode, readCodeText } from "@/lib/services/code/read-yaml";
import { readImport } from "@/lib/services/imports/read-import";
import { readResponse } from "@/lib/services/requests/read-response";
import { compareBodies } from "@/lib/services/runs/compare-bodies";
import { findUnusablePart } from "@/lib/services/success-rules/find-unusable-part";

/**
 * What side threads can do. Each task takes what can be sent to another thread, and the end of its
 * budget, in ms of the thread's monotonic clock; one that doesn't stop by then is ended.
 */
export const sideTasks = {
  readResponse,
  findUnusablePart,
  compareBodies,
  readImport,
  readCodeText,
  locateInCode,
};

export type SideTasks = typeof sideTasks;
