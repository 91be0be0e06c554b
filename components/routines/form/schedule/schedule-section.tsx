"use client";

import { useTranslations } from "next-intl";
import { useHydrated } from "@/components/hydration/use-hydrated";
import type { FormSectionProps } from "@/components/routines/form/form-section";
import { CalendarInputs } from "@/components/routines/form/schedule/calendar-inputs";
import { ClockChanges } from "@/components/routines/form/schedule/clock-changes";
import type { SchedulePreview } from "@/components/routines/form/schedule/use-schedule-preview";
import type { FieldTexts } from "@/components/routines/form/use-routine-form";
import { SlotList } from "@/components/routines/slot-list";
import { InputField, numeric } from "@/components/ui/input-field";
import { SelectField } from "@/components/ui/select-field";
import { readCronText } from "@/lib/domain/schedule/read-cron-text";

const COMMON_TIMEZONE = "UTC";

const scheduleKinds = ["interval", "cron", "daily", "weekly", "monthly", "once"] as const;

type ScheduleSectionProps = FormSectionProps &
  SchedulePreview & {
    /** Writes texts into fields. */
    onTexts: (texts: FieldTexts) => void;
  };

/** The schedule's fields, and beside them the schedule in words and its next slots. */
export function ScheduleSection({
  limits,
  field,
  draft,
  problemAt,
  words,
  slots,
  changes,
  timezone,
  onTexts,
}: ScheduleSectionProps) {
  const t = useTranslations("routineForm");
  const isHydrated = useHydrated();
  return (
    <fieldset className="mt-8 mb-6">
      <legend className="mb-3 font-semibold">{t("when")}</legend>
      <div className="grid gap-x-8 gap-y-4 md:grid-cols-[minmax(0,1fr)_17rem]">
        <div className="group/schedule grid content-start gap-4 sm:grid-cols-2 sm:gap-x-2">
          <SelectField
            {...field("schedule")}
            label={t("schedule")}
            options={scheduleKinds.map((kind) => [kind, t(kind)])}
          />
          <InputField
            {...field("interval_minutes")}
            {...numeric}
            label={t("everyMinutes")}
            hint={t("everyMinutesHint", { minimum: limits.minIntervalMinutes })}
            min={limits.minIntervalMinutes}
            className="group-[:not(:has(option[value=interval]:checked))]/schedule:hidden"
          />
          <InputField
            {...field("cron_expression")}
            label={t("cronExpression")}
            hint={t("cronHint")}
            placeholder="0 9 * * 1-5"
            autoComplete="off"
            spellCheck={false}
            onInput={(event) => {
              const typed = readCronText(event.currentTarget.value);
              if (typed.timezone === null || typed.expression.split(" ").length < 5) return;
              onTexts({ cron_expression: typed.expression, timezone: typed.timezone });
            }}
            className="group-[:not(:has(option[value=cron]:checked))]/schedule:hidden"
            inputClassName="font-mono"
          />
          <CalendarInputs field={field} draft={draft} problemAt={problemAt} />
          <InputField
            {...field("run_at")}
            type="datetime-local"
            label={t("runAt")}
            hint={t("windowHint", { timezone })}
            className="group-[:not(:has(option[value=once]:checked))]/schedule:hidden"
          />
          <InputField
            {...field("timezone")}
            label={t("timezone")}
            hint={t("timezoneHint")}
            list="timezones"
            autoComplete="off"
            spellCheck={false}
            className="sm:col-span-2"
          />
          <ClockChanges changes={changes} field={field} draft={draft} timezone={timezone} />
          <datalist id="timezones">
            <option value={COMMON_TIMEZONE} />
            {isHydrated &&
              Intl.supportedValuesOf("timeZone")
                .filter((zone) => zone !== COMMON_TIMEZONE)
                .map((zone) => <option key={zone} value={zone} />)}
          </datalist>
        </div>
        <div className="border-line text-sm md:border-l md:pl-6">
          <p aria-live="polite" className="mb-3 empty:hidden">
            {words}
          </p>
          {slots !== null && (
            <>
              <p className="font-medium">{t("nextRuns")}</p>
              <div className="mt-1.5 text-ink-soft">
                {slots.length === 0 ? (
                  <p className="text-ink-faint">{t("nextRunsPending")}</p>
                ) : (
                  <SlotList slots={slots} timezone={timezone} />
                )}
              </div>
            </>
          )}
        </div>
      </div>
    </fieldset>
  );
}
