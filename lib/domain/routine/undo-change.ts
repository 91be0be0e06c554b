import type { RoutineChange } from "@/lib/domain/routine/routine-change";

/**
 * The change that undoes one with these tags; null for one that can't be undone. Of several tags, a
 * routine may have had some before.
 */
export function undoOfChange(change: RoutineChange, tags: readonly string[]): RoutineChange | null {
  switch (change) {
    case "pause":
      return "resume";
    case "resume":
      return "pause";
    case "delete":
      return null;
    case "tag":
      return tags.length === 1 ? "untag" : null;
    case "untag":
      return tags.length === 1 ? "tag" : null;
  }
}
