import { useTranslations } from "next-intl";
import { useDuration } from "@/components/time/duration";
import { Alert } from "@/components/ui/alert";
import type { HealthDto } from "@/lib/domain/health";

/**
 * What is wrong with the scheduler, what it means for the runs, and what to do. A database that is down
 * has a page of its own.
 */
export function HealthNotice({ health }: { health: HealthDto }) {
  const t = useTranslations("health.notice");
  const duration = useDuration();
  const problem = health.problems.find((found) => found !== "database_down");
  if (problem === undefined) return null;
  const lag = duration(health.scheduler.oldest_due_lag_ms);
  return (
    <Alert className="mb-6">
      <p className="font-medium">{t(`${problem}.title`)}</p>
      <p>{t(`${problem}.text`, { lag })}</p>
      <p className="text-ink-soft">{t(`${problem}.todo`)}</p>
    </Alert>
  );
}
