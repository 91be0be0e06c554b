"use client";

import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { runState } from "@/components/pulse/run-state";
import { StatusLabel } from "@/components/pulse/status-label";
import { useDuration } from "@/components/time/duration";
import { ExactTime } from "@/components/time/time";
import { cn } from "@/components/ui/cn";
import type { RunSummary } from "@/lib/domain/run/pulse";

/** With less room above a mark, in pixels, its card is below it. */
const ROOM_ABOVE = 190;
const GAP = 8;

/** The place of a mark in the window, in pixels. */
export type CardAnchor = { x: number; top: number; bottom: number };

/** A run as far as it is known: `at` is null where only its outcome is known. */
export type CardSummary = Omit<RunSummary, "at"> & { at: string | null };

type RunCardProps = {
  run: CardSummary;
  anchor: CardAnchor;
  /** Called on Escape, when the page scrolls or is resized, and when something else is touched. */
  onClose: (event: Event) => void;
  /** Not visible yet, though it can be closed. */
  isPending?: boolean;
  /** The name of its routine. */
  title?: ReactNode;
  /** About more than this run. */
  note?: ReactNode;
};

function CardFact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-ink-faint">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/**
 * The small card of a mark: slot, outcome, HTTP status, duration, lag, and the error in words. It is
 * beside its mark and takes no pointer. Screen readers don't see it: its user says the same with
 * `useRunSummaryText`.
 */
export function RunCard({ run, anchor, onClose, isPending, title, note }: RunCardProps) {
  const t = useTranslations();
  const duration = useDuration();
  const close = useEffectEvent(onClose);

  useEffect(() => {
    const ending = new AbortController();
    const options = { capture: true, signal: ending.signal };
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key === "Escape") close(event);
      },
      options,
    );
    document.addEventListener("scroll", (event) => close(event), options);
    window.addEventListener("resize", (event) => close(event), options);
    // Before the mark under the finger is chosen.
    document.addEventListener("pointerdown", (event) => close(event), options);
    return () => ending.abort();
  }, []);

  if (isPending === true) return null;
  const isBelow = anchor.top < ROOM_ABOVE && window.innerHeight - anchor.bottom > anchor.top;
  return createPortal(
    <div
      aria-hidden
      data-run-card
      style={{
        left: `clamp(8.5rem, ${anchor.x}px, calc(100vw - 8.5rem))`,
        top: isBelow ? anchor.bottom + GAP : anchor.top - GAP,
      }}
      className={cn(
        "pointer-events-none fixed z-40 w-64 -translate-x-1/2 rounded-block border bg-raised px-3 py-2.5 text-sm shadow-overlay",
        !isBelow && "-translate-y-full",
      )}
    >
      {title && <p className="mb-1 truncate font-medium">{title}</p>}
      <p className="flex flex-wrap justify-between gap-x-3">
        <StatusLabel state={runState(run)} />
        {run.at !== null && (
          <ExactTime value={run.at} format="minute" className="text-ink-soft tabular-nums" />
        )}
      </p>
      {run.error_code !== null && run.error_code !== "HTTP_STATUS" && (
        <p className="mt-1 text-ink-soft">{t(`errorCodes.${run.error_code}.title`)}</p>
      )}
      {run.in_maintenance && <p className="mt-1 text-ink-soft">{t("pulse.inMaintenance")}</p>}
      <dl className="mt-1.5 grid gap-0.5 tabular-nums">
        {run.http_status !== null && (
          <CardFact label={t("pulse.httpStatus")}>{run.http_status}</CardFact>
        )}
        {run.duration_ms !== null && (
          <CardFact label={t("pulse.duration")}>{duration(run.duration_ms)}</CardFact>
        )}
        {run.lag_ms !== null && <CardFact label={t("pulse.lag")}>{duration(run.lag_ms)}</CardFact>}
      </dl>
      {note && <p className="mt-1.5 border-t pt-1.5 text-ink-faint">{note}</p>}
    </div>,
    document.body,
  );
}
