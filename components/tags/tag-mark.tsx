import { cn } from "@/components/ui/cn";
import type { TagColor } from "@/lib/domain/tags/tag-options";

/** A tag as it is shown: its word, and a mark in its colour. */
export type ShownTag = { name: string; color: TagColor };

const marks: Record<TagColor, string> = {
  gray: "bg-tag-gray",
  red: "bg-tag-red",
  orange: "bg-tag-orange",
  yellow: "bg-tag-yellow",
  green: "bg-tag-green",
  teal: "bg-tag-teal",
  blue: "bg-tag-blue",
  purple: "bg-tag-purple",
};

/** A tag: a mark of its colour and its name. */
export function TagMark({ name, color }: ShownTag) {
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 rounded-control border bg-raised px-1.5 text-xs text-ink-soft">
      <span aria-hidden className={cn("size-2 shrink-0 rounded-mark", marks[color])} />
      <span className="truncate">{name}</span>
    </span>
  );
}

/** The tags of these names, each with its colour; gray for one that was deleted a moment ago. */
export function toShownTags(
  names: readonly string[],
  known: readonly ShownTag[],
): readonly ShownTag[] {
  const colors = new Map(known.map(({ name, color }) => [name, color]));
  return names.map((name) => ({ name, color: colors.get(name) ?? "gray" }));
}
