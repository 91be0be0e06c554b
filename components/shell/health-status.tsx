import { useTranslations } from "next-intl";
import { systemState, type SystemState } from "@/components/live/system-state";
import { useDuration } from "@/components/time/duration";
import { cn } from "@/components/ui/cn";
import type { HealthDto } from "@/lib/domain/health";

const dots: Record<SystemState, string> = {
  ok: "rounded-full bg-success",
  late: "rotate-45 rounded-[1px] bg-late",
  down: "rounded-[1px] bg-failed",
};

/** The health of the instance itself: a dot whose shape and colour change, and words. */
export function HealthStatus({ health, now }: { health: HealthDto; now: Date }) {
  const t = useTranslations();
  const duration = useDuration();
  const state = systemState(health, now);
  const lag = health.scheduler.lag_ms;
  return (
    <p
      className="flex items-center gap-2 text-sm text-ink-soft"
      role="status"
      title={lag === null ? undefined : t("health.lag", { p99: duration(lag.p99) })}
    >
      <span aria-hidden className={cn("size-2 shrink-0", dots[state])} />
      {t(`health.${state}`)}
    </p>
  );
}
