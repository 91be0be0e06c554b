import type { DiffHunk } from "@/lib/domain/run/body-diff";
import type { RunDetailDto } from "@/lib/domain/run/run";

/** A run beside the newest success of its routine before it. */
export type RunComparisonDto = {
  run: RunDetailDto;
  /** Null where there was no success before it. */
  last_good: RunDetailDto | null;
  /** The differences of the bodies; empty where they are the same, or one of them is not kept. */
  body_diff: DiffHunk[];
};
