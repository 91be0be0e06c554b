import { useTranslations } from "next-intl";
import { StatusGlyph, type GlyphState } from "@/components/pulse/status-glyph";
import { ExactTime } from "@/components/time/time";
import { TextLink } from "@/components/ui/link";
import type { ReplayDetailDto } from "@/lib/domain/replays/replay";
import type { ReplaySlotState } from "@/lib/domain/replays/replay-options";

const glyphs: Record<ReplaySlotState, GlyphState> = {
  WAITING: "none",
  RUNNING: "RUNNING",
  SUCCESS: "SUCCESS",
  FAIL: "FAIL",
  LEFT_OUT: "ended",
  CANCELLED: "ended",
};

/** The slots of a replay in the order in which they are run, with what they were and what they are now. */
export function ReplaySlots({ replay }: { replay: ReplayDetailDto }) {
  const t = useTranslations("replays");
  const names = new Map(replay.routines.map(({ id, name }) => [id, name]));
  const isOfOne = replay.routines.length === 1;
  return (
    <ol className="divide-y overflow-hidden rounded-block border bg-raised text-sm">
      {replay.slots.map(({ routine_id, slot, was, state, run_id }) => (
        <li
          key={`${routine_id} ${slot}`}
          className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 px-4 py-2.5 sm:grid-cols-[9rem_10rem_minmax(0,1fr)_auto]"
        >
          <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
            <StatusGlyph state={glyphs[state]} />
            {t(`slotStates.${state}`)}
          </span>
          <ExactTime value={slot} format="minute" className="max-sm:text-right" />
          <span className="min-w-0 truncate text-ink-soft max-sm:col-span-2">
            {!isOfOne && `${names.get(routine_id) ?? ""} · `}
            {t("wasNote", { was: t(`was.${was}`) })}
          </span>
          <span className="max-sm:col-span-2 max-sm:empty:hidden">
            {run_id !== null && <TextLink href={`/runs/${run_id}`}>{t("run")}</TextLink>}
          </span>
        </li>
      ))}
    </ol>
  );
}
