import { useTranslations } from "next-intl";
import { RelativeTime } from "@/components/time/time";

/** That a routine is in maintenance, and for how long. */
export function MaintenanceNote({ until }: { until: string }) {
  const t = useTranslations("routine");
  return t.rich("inMaintenance", { time: () => <RelativeTime value={until} ahead /> });
}
