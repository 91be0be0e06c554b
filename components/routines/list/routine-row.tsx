"use client";

import { useTranslations } from "next-intl";
import { useId, type ReactNode } from "react";
import { urlHost } from "@/components/page/url-host";
import { PulseBars, PulseCopy } from "@/components/pulse/pulse-bars";
import type { GlyphState } from "@/components/pulse/status-glyph";
import { StatusLabel } from "@/components/pulse/status-label";
import { RoutineRowMenu } from "@/components/routines/list/routine-row-menu";
import { RowCheckbox } from "@/components/routines/list/routine-selection";
import { TagList } from "@/components/tags/tag-list";
import type { ShownTag } from "@/components/tags/tag-mark";
import { RelativeTime } from "@/components/time/time";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { RoutineState } from "@/lib/domain/routine/routine-options";

/** The tags of a row that are named; the others are counted. */
const MAX_ROW_TAGS = 3;

/** The parts of a routine that its row shows. */
export type RoutineLine = Pick<RoutineDto, "id" | "name" | "last_run_at" | "next_run_at"> & {
  method: string;
  url: string;
  tags: readonly ShownTag[];
  schedule: ReactNode;
  state: RoutineState;
  outcome: GlyphState;
  /** The marks as a text of `packPulse`. */
  pulse: string;
  /** The run of the last mark; null where there is none. */
  newestRunId: string | null;
};

type RoutineRowProps = RoutineLine & {
  /** Marks a strip. */
  places: number;
  canEdit: boolean;
  /** Whether the tab key leads to this strip: from it, the arrow keys lead to all others. */
  isWalkStart: boolean;
};

type LastOutcomeProps = Pick<RoutineLine, "outcome" | "last_run_at">;

function OutcomeCell({ outcome, last_run_at }: LastOutcomeProps) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 md:grid">
      <StatusLabel state={outcome} />
      {last_run_at !== null && (
        <RelativeTime value={last_run_at} className="whitespace-nowrap text-ink-faint md:pl-4.5" />
      )}
    </span>
  );
}

type StripLinkProps = Pick<RoutineRowProps, "isWalkStart"> & { href: string; children: ReactNode };

function StripLink({ href, isWalkStart, children }: StripLinkProps) {
  const t = useTranslations("pulse");
  const hintId = useId();
  return (
    <Link
      href={href}
      data-strip
      tabIndex={isWalkStart ? 0 : -1}
      aria-describedby={isWalkStart ? hintId : undefined}
      className="relative -my-1.5 block w-fit touch-pan-y rounded-control py-1.5"
    >
      {children}
      {isWalkStart && (
        <span id={hintId} hidden>
          {t("walkStrip")}
        </span>
      )}
    </Link>
  );
}

/**
 * A routine as a row of its table. It renders in the browser too, so the page carries a few words
 * of each routine instead of all its elements a second time.
 */
export function RoutineRow({
  id,
  name,
  method,
  url,
  tags,
  schedule,
  state,
  outcome,
  last_run_at,
  next_run_at,
  pulse,
  places,
  canEdit,
  isWalkStart,
}: RoutineRowProps) {
  const href = `/routines/${id}`;
  const strip = { code: pulse, places, id: useId() };
  return (
    <tr role="row" data-routine-id={id} className="max-md:flex max-md:lazy-34.75">
      {canEdit && (
        <td role="cell" className="w-10 shrink-0 px-0! py-0! max-md:pt-1!">
          <RowCheckbox id={id} name={name} />
        </td>
      )}
      <th
        scope="row"
        role="rowheader"
        className={cn(
          "min-w-0 grow text-left font-normal md:w-1/3 md:max-w-0 md:min-w-40",
          canEdit && "pl-1!",
        )}
      >
        <Link
          href={href}
          data-routine-link
          className="block truncate text-base font-medium after:absolute after:inset-0"
        >
          {name}
        </Link>
        <span className="block truncate text-ink-faint">
          <span className="font-mono">{method}</span> {urlHost(url)}
        </span>
        {tags.length > 0 && (
          <div className="mt-1">
            <TagList tags={tags} max={MAX_ROW_TAGS} />
          </div>
        )}
        <span className="mt-1 block text-ink-soft md:hidden">{schedule}</span>
        <span className="mt-2 block lg:hidden">
          <StripLink href={href} isWalkStart={isWalkStart}>
            <PulseCopy {...strip} />
          </StripLink>
        </span>
        <span className="mt-1.5 flex flex-wrap items-center gap-x-3 md:hidden">
          <OutcomeCell outcome={outcome} last_run_at={last_run_at} />
          {state !== "active" && <StatusLabel state={state} />}
        </span>
      </th>
      <td className="text-ink-soft max-md:hidden">{schedule}</td>
      <td className="max-lg:hidden">
        <StripLink href={href} isWalkStart={isWalkStart}>
          <PulseBars {...strip} />
        </StripLink>
      </td>
      <td className="max-md:hidden">
        <OutcomeCell outcome={outcome} last_run_at={last_run_at} />
      </td>
      <td className="text-ink-soft max-md:hidden">
        {state === "active" ? (
          <RelativeTime value={next_run_at} ahead className="whitespace-nowrap" />
        ) : (
          <StatusLabel state={state} />
        )}
      </td>
      <td role="cell" className="w-12 shrink-0 py-0! pr-1.5! pl-0! max-md:pt-1!">
        <RoutineRowMenu routine={{ id, name, endpoint_url: url }} state={state} canEdit={canEdit} />
      </td>
    </tr>
  );
}
