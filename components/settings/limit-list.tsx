import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { isClose, type WorkspaceUsageDto } from "@/lib/domain/limits/workspace-limits";

const limits = ["routines", "members", "runs_per_day"] as const;

/** What a workspace has of each limit: its figures, and a bar. */
export function LimitList({ usage }: { usage: WorkspaceUsageDto }) {
  const t = useTranslations("limits");
  return (
    <dl className="grid max-w-xl gap-4">
      {limits.map((limit) => {
        const { used, max } = usage[limit];
        return (
          <div key={limit} className="grid grid-cols-[minmax(0,1fr)_max-content] gap-x-4 gap-y-1.5">
            <dt>{t(limit)}</dt>
            <dd className={cn("tabular-nums", isClose(usage[limit]) && "font-medium")}>
              {t("usage", { used, max })}
            </dd>
            <svg aria-hidden className="col-span-2 h-1.5 w-full rounded-mark bg-sunken">
              <rect
                width={`${Math.min(100, (100 * used) / max)}%`}
                height="100%"
                className={isClose(usage[limit]) ? "fill-failed" : "fill-accent"}
              />
            </svg>
          </div>
        );
      })}
    </dl>
  );
}
