import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/page/copy-button";
import { Fact, Facts } from "@/components/page/facts";
import { ExactTime } from "@/components/time/time";
import { TextLink } from "@/components/ui/link";
import type { ReplayDto } from "@/lib/domain/replays/replay";

/** What a replay was asked for, and how far it is. */
export function ReplayFacts({ replay }: { replay: ReplayDto }) {
  const t = useTranslations("replays");
  const { progress } = replay;
  const gone = replay.slot_count - Object.values(progress).reduce((sum, count) => sum + count, 0);
  const counts = [
    ["SUCCESS", progress.success],
    ["FAIL", progress.fail],
    ["RUNNING", progress.running],
    ["WAITING", progress.waiting],
    ["LEFT_OUT", progress.left_out],
    ["CANCELLED", progress.cancelled],
  ] as const;
  return (
    <Facts>
      {counts.map(
        ([state, count]) =>
          count > 0 && (
            <Fact key={state} label={t(`slotStates.${state}`)}>
              {t("slotCount", { count })}
            </Fact>
          ),
      )}
      {gone > 0 && <Fact label={t("gone")}>{t("slotCount", { count: gone })}</Fact>}
      <Fact label={t("window")}>
        <ExactTime value={replay.from} format="minute" /> –{" "}
        <ExactTime value={replay.to} format="minute" />
      </Fact>
      <Fact label={t("statuses")}>
        {replay.statuses.map((status) => t(`was.${status}`)).join(", ")}
      </Fact>
      <Fact label={t("paceLabel")}>{t("paceOf", { pace: replay.pace })}</Fact>
      <Fact label={t("routines")}>
        {replay.routines.map(({ id, name, is_paused }) => (
          <span key={id} className="block">
            <TextLink href={`/routines/${id}`}>{name}</TextLink>
            {is_paused && progress.waiting > 0 && (
              <span className="block text-ink-soft">{t("waitsForPause")}</span>
            )}
          </span>
        ))}
      </Fact>
      <Fact label={t("created")}>
        <ExactTime value={replay.created_at} />
      </Fact>
      {replay.finished_at !== null && (
        <Fact label={t("finished")}>
          <ExactTime value={replay.finished_at} />
        </Fact>
      )}
      <Fact label={t("id")}>
        <code className="font-mono">{replay.id}</code>
        <CopyButton text={replay.id} />
      </Fact>
    </Facts>
  );
}
