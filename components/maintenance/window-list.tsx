import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { placeOf } from "@/components/maintenance/window-times";
import { Section } from "@/components/page/section";
import { useScheduleWords } from "@/components/schedule/schedule-text";
import { TagList } from "@/components/tags/tag-list";
import { toShownTags, type ShownTag } from "@/components/tags/tag-mark";
import { ExactTime, RelativeTime } from "@/components/time/time";
import type { MaintenanceDto } from "@/lib/domain/maintenance/maintenance";

/** The routines that a window names in words; more are counted. */
const NAMED = 3;

type WindowListProps = {
  windows: readonly MaintenanceDto[];
  /** The workspace's tags, for their colours. */
  tags: readonly ShownTag[];
  /** The names of routines by their ids. */
  names: ReadonlyMap<string, string>;
  renderActions: (window: MaintenanceDto) => ReactNode;
};

/** When a window is on, in a sentence. */
function WindowTimes({ window }: { window: MaintenanceDto }) {
  const t = useTranslations("maintenance");
  const scheduleWords = useScheduleWords();
  const { starts_at, ends_at, cron_expression, duration_minutes, timezone } = window;
  const next = window.next_starts_at;
  return (
    <p className="text-ink-soft">
      {starts_at !== null &&
        ends_at !== null &&
        t.rich("between", {
          start: () => <ExactTime value={starts_at} format="minute" />,
          end: () => <ExactTime value={ends_at} format="minute" />,
        })}
      {cron_expression !== null &&
        t("each", {
          schedule:
            scheduleWords({ interval_minutes: null, cron_expression, run_at: null, timezone }) ??
            cron_expression,
          minutes: duration_minutes ?? 0,
          timezone,
        })}
      {next !== null && (
        <>
          {" · "}
          {t.rich("nextAt", { time: () => <RelativeTime value={next} ahead /> })}
        </>
      )}
    </p>
  );
}

/** What a window is for. */
function WindowScope({
  window,
  tags,
  names,
}: Omit<WindowListProps, "windows" | "renderActions"> & { window: MaintenanceDto }) {
  const t = useTranslations("maintenance");
  const { routine_ids: ids } = window;
  if (window.applies_to_all) return <p className="text-sm text-ink-faint">{t("forAll")}</p>;
  if (ids.length + window.tags.length === 0) {
    return <p className="text-sm text-ink-faint">{t("forNone")}</p>;
  }
  const shown = ids.slice(0, NAMED).flatMap((id) => names.get(id) ?? []);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-faint">
      {ids.length > 0 && (
        <p className="[overflow-wrap:anywhere]">
          {shown.length === ids.length ? shown.join(", ") : t("forRoutines", { count: ids.length })}
        </p>
      )}
      <TagList tags={toShownTags(window.tags, tags)} />
    </div>
  );
}

/** The windows of a workspace: those that are on, those to come, and the latest that are over. */
export function WindowList({ windows, renderActions, ...scope }: WindowListProps) {
  const t = useTranslations("maintenance");
  return (["active", "upcoming", "past"] as const).map((place) => {
    const found = windows.filter((window) => placeOf(window) === place);
    if (found.length === 0) return null;
    return (
      <Section key={place} title={t(place)}>
        <ul className="divide-y rounded-block border bg-raised">
          {found.map((window) => (
            <li
              key={window.id}
              className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 py-3"
            >
              <div className="grid min-w-0 gap-0.5">
                <h3 className="font-medium [overflow-wrap:anywhere]">{window.name}</h3>
                <WindowTimes window={window} />
                <WindowScope window={window} {...scope} />
              </div>
              {renderActions(window)}
            </li>
          ))}
        </ul>
      </Section>
    );
  });
}
