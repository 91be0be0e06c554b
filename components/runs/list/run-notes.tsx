import { useTranslations } from "next-intl";
import type { RunDto } from "@/lib/domain/run/run";

type RunNotesProps = { run: RunDto; maxAttempts: number | null; className?: string };

/** What is unusual about a run, in words; nothing for most runs. */
export function RunNotes({ run, maxAttempts, className }: RunNotesProps) {
  const t = useTranslations("run");
  const isFurther = run.attempt > 1 || run.will_retry;
  const notes = [
    run.status === "MISSED" || run.status === "ABANDONED" ? t(`why.${run.status}.short`) : null,
    isFurther
      ? t("attemptNote", {
          attempt: run.attempt,
          total: maxAttempts === null ? "none" : Math.max(maxAttempts, run.attempt),
          next: run.will_retry ? "yes" : "no",
        })
      : null,
    run.missed_slots > 0 ? t("missedSlots", { count: run.missed_slots }) : null,
  ].filter((note) => note !== null);
  return notes.map((note) => (
    <span key={note} className={className}>
      {note}
    </span>
  ));
}
