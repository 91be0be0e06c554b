import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { withQuery, type Query } from "@/components/page/query";
import { packPulse } from "@/components/pulse/pulse-code";
import { runState } from "@/components/pulse/run-state";
import type { RoutineLine } from "@/components/routines/list/routine-row";
import { RoutineRows } from "@/components/routines/list/routine-rows";
import { PageCheckbox } from "@/components/routines/list/routine-selection";
import { routineState } from "@/components/routines/routine-state";
import { ScheduleText } from "@/components/schedule/schedule-text";
import { toShownTags, type ShownTag } from "@/components/tags/tag-mark";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RoutineSort } from "@/lib/domain/routine/routine-options";
import type { StripMark } from "@/lib/domain/run/pulse";

type SortHeaderProps = {
  path: string;
  query: Query;
  /** The first click sorts by this, the second in reverse, and the third by the default. */
  sort: Extract<RoutineSort, "name" | "outcome" | "next_run_at">;
  className?: string;
  children: ReactNode;
};

/** The head of a column by which the list can be sorted. */
function SortHeader({ path, query, sort, className, children }: SortHeaderProps) {
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

type RoutineTableProps = {
  routines: readonly RoutineDto[];
  /** The workspace's tags, for their colours. */
  tags: readonly ShownTag[];
  strips: Readonly<Record<string, readonly StripMark[]>>;
  /** Marks a strip. */
  places: number;
  path: string;
  query: Query;
  canEdit: boolean;
};

function toLine(
  routine: RoutineDto,
  tags: readonly ShownTag[],
  marks: readonly StripMark[],
  places: number,
): RoutineLine {
  const { id, name, http_method, endpoint_url, last_run_at, next_run_at, last_status } = routine;
  const newest = marks.at(-1);
  return {
    id,
    name,
    last_run_at,
    next_run_at,
    method: http_method,
    url: endpoint_url,
    tags: toShownTags(routine.tags, tags),
    schedule: <ScheduleText routine={routine} withTimezone />,
    state: routineState(routine),
    outcome: newest === undefined ? (last_status ?? "none") : runState(newest),
    pulse: packPulse(marks.slice(-places)),
    newestRunId: newest?.id ?? null,
  };
}

/**
 * Routines side by side. On a phone, what does not fit beside the name stands under it, and rows
 * are boxes that layout can skip while they are out of sight; roles keep them a table.
 */
export function RoutineTable({
  routines,
  tags,
  strips,
  places,
  path,
  query,
  canEdit,
}: RoutineTableProps) {
  const t = useTranslations("routines.columns");
  return (
    <div className="overflow-hidden rounded-block border bg-raised">
      <table role="table" className="w-full text-left text-sm max-md:block">
        <thead role="rowgroup" className="border-b bg-sunken text-ink-faint max-md:block">
          <tr
            role="row"
            className="*:px-4 *:font-medium *:whitespace-nowrap max-md:flex max-md:min-h-9 max-md:items-center md:*:h-9"
          >
            {canEdit && (
              <th scope="col" role="columnheader" className="w-10 shrink-0 px-0!">
                <span className="sr-only">{t("selection")}</span>
                <PageCheckbox />
              </th>
            )}
            <SortHeader
              path={path}
              query={query}
              sort="name"
              className={cn("grow", canEdit && "pl-1!")}
            >
              {t("routine")}
            </SortHeader>
            <th scope="col" className="max-md:hidden">
              {t("schedule")}
            </th>
            <th scope="col" className="max-lg:hidden">
              {t("pulse")}
            </th>
            <SortHeader path={path} query={query} sort="outcome" className="max-md:hidden">
              {t("last")}
            </SortHeader>
            <SortHeader path={path} query={query} sort="next_run_at" className="max-md:hidden">
              {t("next")}
            </SortHeader>
            <th scope="col" role="columnheader">
              <span className="sr-only">{t("actions")}</span>
            </th>
          </tr>
        </thead>
        <RoutineRows
          rows={routines.map((routine) => toLine(routine, tags, strips[routine.id] ?? [], places))}
          places={places}
          canEdit={canEdit}
        />
      </table>
    </div>
  );
}
