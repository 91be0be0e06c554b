import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/link";

const tabs = { runs: "", slots: "/slots", alerts: "/alerts" } as const;

export type RoutineTab = keyof typeof tabs;

/** The tabs of a routine: its runs, its slots with their outcomes, and its alerts. */
export function RoutineTabs({ id, current }: { id: string; current: RoutineTab }) {
  const t = useTranslations("routine.tabs");
  return (
    <nav aria-label={t("label")} className="-mt-3 mb-6 flex flex-wrap gap-x-5 border-b">
      {(["runs", "slots", "alerts"] as const).map((tab) => (
        <Link
          key={tab}
          href={`/routines/${id}${tabs[tab]}`}
          aria-current={tab === current ? "page" : undefined}
          className={cn(
            "-mb-px inline-flex min-h-9 items-center border-b-2 max-lg:min-h-11",
            tab === current
              ? "border-accent font-medium text-ink"
              : "border-transparent text-ink-soft hover:text-ink",
          )}
        >
          {t(tab)}
        </Link>
      ))}
    </nav>
  );
}
