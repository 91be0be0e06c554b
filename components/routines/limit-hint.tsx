import { useTranslations } from "next-intl";
import { TextLink } from "@/components/ui/link";
import { isClose, type WorkspaceUsageDto } from "@/lib/domain/limits/workspace-limits";

/** Says that a workspace comes close to a limit for routines or their runs; nothing while it doesn't. */
export function LimitHint({ usage }: { usage: WorkspaceUsageDto }) {
  const t = useTranslations("limits");
  const close = (["routines", "runs_per_day"] as const).filter((limit) => isClose(usage[limit]));
  if (close.length === 0) return null;
  return (
    <p className="mb-6 rounded-control border bg-sunken px-3 py-2.5 text-ink-soft">
      {close.map((limit) => `${t(`close.${limit}`, usage[limit])} `)}
      <TextLink href="/settings/workspace">{t("see")}</TextLink>
    </p>
  );
}
