import { ArrowDown, ArrowUp } from "lucide-react";
import type { ReactNode } from "react";
import { withQuery, type Query } from "@/components/page/query";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";
import type { RoutineSort } from "@/lib/domain/routine/routine-options";

type SortHeaderProps = {
  path: string;
  query: Query;
  /** The first click sorts by this, the second in reverse, and the third by the default. */
  sort: Extract<RoutineSort, "name" | "outcome" | "next_run_at">;
  className?: string;
  children: ReactNode;
};

/** The head of a column by which the list can be sorted. */
export function SortHeader({ path, query, sort, className, children }: SortHeaderProps) {
  const isAscending = query.sort === sort;
  const isDescending = query.sort === `-${sort}`;
  const next = isAscending ? `-${sort}` : isDescending ? undefined : sort;
  const Arrow = isDescending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      role="columnheader"
      aria-sort={isAscending ? "ascending" : isDescending ? "descending" : "none"}
      className={className}
    >
      <Link
        href={withQuery(path, { ...query, sort: next, cursor: undefined, before: undefined })}
        scroll={false}
        className={cn(
          "group -mx-1.5 inline-flex items-center gap-1 rounded-control px-1.5 py-1 hover:text-ink",
          (isAscending || isDescending) && "text-ink",
        )}
      >
        {children}
        <Arrow
          aria-hidden
          className={cn(
            "size-3.5",
            !isAscending && !isDescending && "opacity-0 group-hover:opacity-60",
          )}
        />
      </Link>
    </th>
  );
}
