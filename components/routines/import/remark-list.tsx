import { ArrowLeftRight, Info, Scissors, type LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import type { ImportRemark, Severity } from "@/lib/domain/imports/remarks";

const icons: Record<Severity, LucideIcon> = {
  info: Info,
  changed: ArrowLeftRight,
  left_out: Scissors,
};

/** What is said about a job, each with its weight as a shape and a word. */
export function RemarkList({ remarks }: { remarks: readonly ImportRemark[] }) {
  const t = useTranslations("imports");
  if (remarks.length === 0) return null;
  return (
    <ul className="grid gap-1 text-sm">
      {remarks.map(({ code, severity, params }, index) => {
        const Icon = icons[severity];
        return (
          <li
            key={index}
            className="grid grid-cols-[auto_minmax(0,1fr)] gap-2 [overflow-wrap:anywhere]"
          >
            <Icon
              aria-hidden
              className={cn(
                "mt-0.5 size-3.5",
                severity === "changed" ? "text-degraded" : "text-ink-faint",
              )}
            />
            <span className={severity === "info" ? "text-ink-faint" : "text-ink-soft"}>
              <span className="font-medium">{t(`severities.${severity}`)}</span>{" "}
              {t(`remarks.${code}`, params)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
