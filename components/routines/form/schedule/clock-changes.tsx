import { useLocale, useTranslations } from "next-intl";
import type { FormSectionProps } from "@/components/routines/form/form-section";
import type { ShownClockChange } from "@/components/routines/form/schedule/schedule-preview";
import { SelectField } from "@/components/ui/select-field";
import { gapPolicies } from "@/lib/domain/routine/routine-options";
import { toZonedTime } from "@/lib/domain/schedule/zoned-time";

/** A clock is changed twice a year where it is changed at all. */
const SHOWN = 3;

type ClockChangesProps = Pick<FormSectionProps, "field" | "draft" | "timezone"> & {
  changes: readonly ShownClockChange[];
};

/**
 * The clock changes of the next year that make a run vanish, move or come twice, and what to do about
 * skipped times. Where there are none, the choice stays what it was, and out of sight.
 */
export function ClockChanges({ changes, field, draft, timezone }: ClockChangesProps) {
  const t = useTranslations("routineForm");
  const locale = useLocale();
  const dayFormat = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  const isChoice = draft.gap_policy !== "SKIP" || changes.some(({ kind }) => kind !== "twice");
  return (
    <>
      {changes.length > 0 && (
        <ul className="grid gap-1 text-sm text-ink-soft sm:col-span-2">
          {changes.slice(0, SHOWN).map(({ kind, at, local }) => (
            <li key={local}>
              {t(`clockChanges.${kind}`, {
                day: dayFormat.format(new Date(`${local}Z`)),
                time: local.slice(11),
                later: toZonedTime(new Date(at), timezone).slice(11),
              })}
            </li>
          ))}
        </ul>
      )}
      {isChoice ? (
        <SelectField
          {...field("gap_policy")}
          defaultValue={draft.gap_policy}
          label={t("gapPolicy")}
          options={gapPolicies.map((policy) => [policy, t(`gapPolicies.${policy}`)])}
          className="sm:col-span-2"
        />
      ) : (
        <input type="hidden" name="gap_policy" defaultValue={draft.gap_policy} />
      )}
    </>
  );
}
