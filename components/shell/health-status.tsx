import { useTranslations } from "next-intl";
import { useDuration } from "@/components/time/duration";
import { cn } from "@/components/ui/cn";
import type { HealthDto } from "@/lib/domain/health";

const dots: Record<HealthDto["status"], string> = {
  ok: "rounded-full bg-success",
  late: "rotate-45 rounded-[1px] bg-late",
  down: "rounded-[1px] bg-failed",
};

/** The health of the instance itself: a dot whose shape and colour change, and words; and its version. */
export function HealthStatus({ health }: { health: HealthDto }) {
  const t = useTranslations("health");
  const duration = useDuration();
  const lag = health.scheduler.lag_ms;
  return (
    <div className="grid gap-1 text-sm">
      <p
        className="flex items-center gap-2 text-ink-soft"
        role="status"
        title={lag === null ? undefined : t("lag", { p99: duration(lag.p99) })}
      >
        <span aria-hidden className={cn("size-2 shrink-0", dots[health.status])} />
        {t(health.problems[0] ?? "ok")}
      </p>
      <p className="text-ink-faint">{t("version", { version: health.version })}</p>
    </div>
  );
}
