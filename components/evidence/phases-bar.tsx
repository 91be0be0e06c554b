import { useTranslations } from "next-intl";
import { Section } from "@/components/page/section";
import { useDuration } from "@/components/time/duration";
import { cn } from "@/components/ui/cn";
import {
  isOverOpenConnection,
  listPhases,
  type RunPhase,
  type RunPhaseName,
  type TimedRun,
} from "@/lib/domain/run/run-phases";

/** Each step has a pattern of its own, so that they differ without colour too. */
const patterns: Record<RunPhaseName, string> = {
  dns: "bg-accent/35",
  connect:
    "bg-accent/15 bg-[repeating-linear-gradient(135deg,var(--accent)_0_2px,transparent_2px_5px)]",
  tls: "bg-accent/15 bg-[repeating-linear-gradient(0deg,var(--accent)_0_2px,transparent_2px_5px)]",
  waiting: "bg-accent",
  reading: "border-2 border-accent",
  unfinished:
    "bg-failed-wash bg-[repeating-linear-gradient(45deg,var(--failed)_0_2px,transparent_2px_5px)]",
};

/** The step that a run broke off in, or else the one that took longest, in words. */
function LongestPhase({ phases, total }: { phases: readonly RunPhase[]; total: number | null }) {
  const t = useTranslations("run.phases");
  const duration = useDuration();
  const longest = phases.reduce((best, phase) => (phase.ms > best.ms ? phase : best));
  const named = phases.find(({ name }) => name === "unfinished") ?? longest;
  const figures = { duration: duration(named.ms), total: duration(total) };
  return named.name === "unfinished"
    ? t("brokeOff", figures)
    : t("longest", { step: t(`steps.${named.name}`), ...figures });
}

/** The class of a part of the bar: `globals.css` has one for each percentage, as a page has no inline styles. */
const growOf = (ms: number, sum: number) => `grow-${Math.max(1, Math.round((100 * ms) / sum))}`;

export const hasPhases = (run: TimedRun) => listPhases(run).length > 0;

/** Where the time of a run went: one bar, its figures, and the longest step in words. */
export function PhasesBar({ run }: { run: TimedRun }) {
  const t = useTranslations("run.phases");
  const duration = useDuration();
  const phases = listPhases(run);
  const sum = phases.reduce((total, { ms }) => total + ms, 0);
  return (
    <Section title={t("title")}>
      <div className="rounded-block border bg-raised px-4 py-3">
        <div aria-hidden className="flex h-4 gap-0.5">
          {phases
            .filter(({ ms }) => ms > 0)
            .map(({ name, ms }) => (
              <span
                key={name}
                className={cn("min-w-1 basis-0 rounded-mark", patterns[name], growOf(ms, sum))}
              />
            ))}
        </div>
        <dl className="mt-3 flex flex-wrap gap-x-6 gap-y-1.5 text-sm max-sm:flex-col">
          {phases.map(({ name, ms }) => (
            <div key={name} className="flex items-center gap-2">
              <span aria-hidden className={cn("size-3 shrink-0 rounded-mark", patterns[name])} />
              <dt className="text-ink-soft max-sm:grow">{t(`names.${name}`)}</dt>
              <dd>{duration(ms)}</dd>
            </div>
          ))}
        </dl>
        <p className="mt-3 text-sm text-ink-soft">
          <LongestPhase phases={phases} total={run.duration_ms} />
          {isOverOpenConnection(run) && ` ${t("openConnection")}`}
        </p>
      </div>
    </Section>
  );
}
