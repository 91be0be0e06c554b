import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { cn } from "@/components/ui/cn";
import type { DiffHunk, DiffLine } from "@/lib/domain/run/body-diff";

const signs: Record<DiffLine["kind"], string> = { same: " ", removed: "−", added: "+" };
const washes: Record<DiffLine["kind"], string> = {
  same: "text-ink-soft",
  removed: "bg-failed/12",
  added: "bg-success/12",
};
const tags = { same: "span", removed: "del", added: "ins" } as const;

/** Two bodies as one text: what is gone, what is new, and a few lines around each change. */
export function BodyDiffView({ hunks }: { hunks: readonly DiffHunk[] }) {
  const t = useTranslations("run.changes");
  return (
    <pre
      role="group"
      aria-label={t("body")}
      tabIndex={0}
      className="max-h-96 overflow-auto py-2 font-mono text-sm"
    >
      {hunks.map(({ line: first, lines }) => (
        <Fragment key={first}>
          {first > 1 && (
            <span className="block px-4 py-1 text-ink-faint select-none">
              {t("fromLine", { line: first })}
            </span>
          )}
          {lines.map(({ kind, text }, index) => {
            const Tag = tags[kind];
            return (
              <Tag
                key={index}
                className={cn(
                  "grid grid-cols-[1rem_minmax(0,1fr)] px-4 no-underline",
                  washes[kind],
                )}
              >
                <span aria-hidden className="select-none">
                  {signs[kind]}
                </span>
                <span className="[overflow-wrap:anywhere] whitespace-pre-wrap">
                  {kind !== "same" && <span className="sr-only">{t(`lines.${kind}`)} </span>}
                  {text}
                </span>
              </Tag>
            );
          })}
        </Fragment>
      ))}
    </pre>
  );
}
