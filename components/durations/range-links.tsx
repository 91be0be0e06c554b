import { useTranslations } from "next-intl";
import { withQuery, type Query } from "@/components/page/query";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";
import { durationRanges } from "@/lib/domain/run/duration-summary";

/** Links to the ranges of the chart of durations; without a range, it shows the last runs. */
export function RangeLinks({ path, query }: { path: string; query: Query }) {
  const t = useTranslations("chart");
  return (
    <nav
      aria-label={t("range")}
      className="flex max-w-full flex-wrap rounded-control border bg-raised p-0.5 text-sm"
    >
      {[undefined, ...durationRanges].map((range) => (
        <Link
          key={range ?? "runs"}
          href={withQuery(path, { ...query, range })}
          scroll={false}
          aria-current={query.range === range ? "true" : undefined}
          className={cn(
            "inline-flex min-h-7 items-center rounded-[4px] px-2.5 whitespace-nowrap max-lg:min-h-10 max-sm:px-2",
            query.range === range
              ? "bg-accent-wash font-medium text-accent-strong"
              : "text-ink-soft hover:text-ink",
          )}
        >
          {t(`ranges.${range ?? "runs"}`)}
        </Link>
      ))}
    </nav>
  );
}
