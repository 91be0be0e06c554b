"use client";

import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState, useTransition, type MouseEvent } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { withQuery, type Query } from "@/components/page/query";
import { appendRuns, renewRuns } from "@/components/runs/list/merge-runs";
import { RunTable } from "@/components/runs/list/run-table";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import type { ActionResult } from "@/lib/domain/action-result";
import type { Page, RunDto } from "@/lib/domain/run/run";

type LoadRuns = (cursor: string) => Promise<ActionResult<Page<RunDto>>>;

/** How far from the end of the list the next page is fetched. */
const AHEAD = "400px";

/** The list that was read last, so that a reader who comes back from a run finds their place. */
let lastRead: { address: string; runs: Page<RunDto> } | null = null;

/** Calls `onReach` when the end of the list comes near. */
function EndOfList({ onReach }: { onReach: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  const reach = useEffectEvent(onReach);
  useEffect(() => {
    if (end.current === null) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting === true) reach();
      },
      { rootMargin: AHEAD },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  return <div ref={end} aria-hidden />;
}

type RunFeedProps = {
  /** The address of the list; `query` has its filters, without the place in it. */
  path: string;
  query: Query;
  /** The first page, as it is now. */
  first: Page<RunDto>;
  load: LoadRuns;
  /** The attempts that a slot has. */
  maxAttempts: number;
};

/**
 * An endless history: as its end comes near, the next page is added to it. Without JavaScript, a
 * link leads to that page.
 */
export function RunFeed({ path, query, first, load, maxAttempts }: RunFeedProps) {
  const t = useTranslations("runs");
  const address = withQuery(path, query);
  const [seen, setSeen] = useState(first);
  const [read, setRead] = useState<Page<RunDto> | null>(() =>
    lastRead?.address === address ? renewRuns(lastRead.runs, first) : null,
  );
  const [failure, setFailure] = useState<Extract<ActionResult<never>, { ok: false }> | null>(null);
  const [announced, setAnnounced] = useState("");
  const [isLoading, startLoading] = useTransition();
  const list = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  if (first !== seen) {
    setSeen(first);
    if (read !== null) setRead(renewRuns(read, first));
  }
  const runs = read ?? first;
  const cursor = runs.next_cursor;

  const loadMore = () => {
    if (cursor === null || isLoading) return;
    startLoading(async () => {
      const result = await load(cursor);
      if (!result.ok) {
        setFailure(result);
        return;
      }
      const next = appendRuns(runs, result.data);
      lastRead = { address, runs: next };
      setFailure(null);
      setRead(next);
      setAnnounced(t("shown", { count: next.data.length }));
      const [following] = result.data.data;
      if (wantsFocus.current && following !== undefined) {
        wantsFocus.current = false;
        requestAnimationFrame(() => {
          list.current?.querySelector<HTMLElement>(`a[href="/runs/${following.id}"]`)?.focus();
        });
      }
    });
  };

  return (
    <div ref={list}>
      <RunTable runs={runs.data} withRoutine={false} maxAttempts={maxAttempts} />
      <p role="status" className="sr-only">
        {announced}
      </p>
      {failure !== null && <FailureAlert failure={failure} className="mt-3" />}
      {cursor !== null && failure === null && <EndOfList key={cursor} onReach={loadMore} />}
      {cursor !== null && (
        <div className="mt-3 flex flex-wrap items-center gap-3">
          <Button asChild size="sm" isPending={isLoading}>
            <Link
              href={withQuery(path, { ...query, cursor })}
              onClick={(event: MouseEvent) => {
                event.preventDefault();
                // The reader goes on at the first new run.
                wantsFocus.current = true;
                loadMore();
              }}
            >
              {t(isLoading ? "loadingMore" : "showMore")}
            </Link>
          </Button>
          <span className="text-sm text-ink-faint">{t("shown", { count: runs.data.length })}</span>
        </div>
      )}
    </div>
  );
}
