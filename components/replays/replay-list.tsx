import { useTranslations } from "next-intl";
import { ExactTime, RelativeTime } from "@/components/time/time";
import { Link } from "@/components/ui/link";
import type { ReplayDto } from "@/lib/domain/replays/replay";

/** Replays, newest first. The row is a link to the replay. */
export function ReplayList({ replays }: { replays: readonly ReplayDto[] }) {
  const t = useTranslations("replays");
  return (
    <ol className="divide-y overflow-hidden rounded-block border bg-raised text-sm">
      {replays.map((replay) => (
        <li
          key={replay.id}
          className="relative flex flex-wrap justify-between gap-x-4 gap-y-0.5 px-4 py-2.5 hover:bg-sunken/60"
        >
          <span>
            <Link href={`/replays/${replay.id}`} className="after:absolute after:inset-0">
              {t(`states.${replay.state}`)}
            </Link>
            <span className="ml-2 text-ink-soft">
              {t("doneOf", {
                done: replay.progress.success + replay.progress.fail,
                total: replay.slot_count,
              })}
            </span>
          </span>
          <span className="text-ink-soft">
            <RelativeTime value={replay.created_at} />
            <ExactTime
              value={replay.created_at}
              format="minute"
              className="ml-2 text-ink-faint max-sm:hidden"
            />
          </span>
        </li>
      ))}
    </ol>
  );
}
