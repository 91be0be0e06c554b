import { useTranslations } from "next-intl";
import { roles } from "@/lib/domain/workspace/role";

/** What each role may do, the highest first. */
export function RoleLegend() {
  const t = useTranslations("roles");
  return (
    <dl className="grid gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[max-content_minmax(0,1fr)]">
      {roles.toReversed().map((role) => (
        <div key={role} className="contents">
          <dt className="font-medium">{t(`${role}.name`)}</dt>
          <dd className="text-ink-soft max-sm:mb-1">{t(`${role}.may`)}</dd>
        </div>
      ))}
    </dl>
  );
}
