import { ClipboardPaste, Eye, Import, Sunrise, type LucideIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { withQuery } from "@/components/page/query";
import { Link } from "@/components/ui/link";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
import { routineStarters, watchMinutes, type RoutineStarter } from "@/lib/domain/routine/starters";

const icons: Record<RoutineStarter, LucideIcon> = {
  watch: Eye,
  morning: Sunrise,
  paste: ClipboardPaste,
};

type StarterProps = { href: string; icon: LucideIcon; title: string; text: string };

function Starter({ href, icon: Icon, title, text }: StarterProps) {
  return (
    <li>
      <Link
        href={href}
        className="grid h-full grid-cols-[auto_minmax(0,1fr)] content-start gap-x-2.5 gap-y-0.5 rounded-control border border-control bg-raised px-3 py-2.5 hover:bg-sunken"
      >
        <Icon aria-hidden className="mt-0.5 size-4 text-ink-faint" />
        <span className="font-medium">{title}</span>
        <span className="col-start-2 text-sm text-ink-faint">{text}</span>
      </Link>
    </li>
  );
}

/** What people begin with, each a link to the form that is filled in for it. */
export function StarterLinks({ limits }: { limits: RoutineLimits }) {
  const t = useTranslations("starters");
  return (
    <nav aria-label={t("label")}>
      <ul className="grid gap-2 text-left sm:grid-cols-2">
        {routineStarters.map((starter) => (
          <Starter
            key={starter}
            href={withQuery("/routines/new", { starter })}
            icon={icons[starter]}
            title={t(`${starter}.title`)}
            text={t(`${starter}.text`, { minutes: watchMinutes(limits) })}
          />
        ))}
        <Starter
          href="/routines/import"
          icon={Import}
          title={t("import.title")}
          text={t("import.text")}
        />
      </ul>
    </nav>
  );
}
