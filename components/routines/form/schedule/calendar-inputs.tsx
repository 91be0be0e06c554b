import { useLocale, useTranslations } from "next-intl";
import type { FormSectionProps } from "@/components/routines/form/form-section";
import { CHECKED } from "@/components/routines/form/routine-form-values";
import { monthDays, weekdayFields } from "@/components/routines/form/schedule/calendar-fields";
import { Checkbox } from "@/components/ui/checkbox";
import { InputField, verbatim } from "@/components/ui/input-field";
import { SelectField } from "@/components/ui/select-field";

/** The name of a day of the week, of which 0 is Sunday. */
function weekdayName(locale: string, weekday: number, style: "long" | "short"): string {
  const format = new Intl.DateTimeFormat(locale, { weekday: style, timeZone: "UTC" });
  // 2 January 2000 was a Sunday.
  return format.format(Date.UTC(2000, 0, 2 + weekday));
}

/** The fields of a schedule by the calendar. Each is hidden where the chosen kind has no use for it. */
export function CalendarInputs({
  field,
  draft,
  problemAt,
}: Pick<FormSectionProps, "field" | "draft" | "problemAt">) {
  const t = useTranslations("routineForm");
  const locale = useLocale();
  const hasShortMonths = /^(?:29|30|31)$/.test(draft.month_day);
  return (
    <>
      <SelectField
        {...field("month_day")}
        label={t("monthDay")}
        options={monthDays.map((day) => [
          day,
          /^\d/.test(day) ? t("monthDays.number", { day }) : t(`monthDays.${day}`),
        ])}
        hint={hasShortMonths ? t("monthDayMissing", { day: draft.month_day }) : undefined}
        className="group-[:not(:has(option[value=monthly]:checked))]/schedule:hidden"
      />
      <SelectField
        {...field("month_weekday")}
        label={t("monthWeekday")}
        options={weekdayFields.map((name) => [
          name.slice(3),
          weekdayName(locale, Number(name.slice(3)), "long"),
        ])}
        className="group-[:not(:has(option[value=monthly]:checked))]/schedule:hidden group-[:not(:has(option[value^=nth]:checked))]/schedule:hidden"
      />
      <InputField
        {...field("day_times")}
        {...verbatim}
        label={t("dayTimes")}
        hint={t("dayTimesHint")}
        placeholder="09:00"
        className="group-[:not(:has(option:is([value=daily],[value=weekly],[value=monthly]):checked))]/schedule:hidden"
      />
      <WeekdayBoxes field={field} problem={problemAt("on_1")} />
    </>
  );
}

/** The days of the week as boxes to tick. */
function WeekdayBoxes({
  field,
  problem,
}: Pick<FormSectionProps, "field"> & { problem: string | undefined }) {
  const t = useTranslations("routineForm");
  const locale = useLocale();
  return (
    <fieldset
      aria-describedby={problem === undefined ? undefined : "weekdays-problem"}
      className="group-[:not(:has(option[value=weekly]:checked))]/schedule:hidden sm:col-span-2"
    >
      <legend className="mb-1.5 text-sm font-medium text-ink">{t("weekdays")}</legend>
      <div className="flex flex-wrap gap-x-4 gap-y-1">
        {weekdayFields.map((name) => {
          const weekday = Number(name.slice(3));
          return (
            <label
              key={name}
              className="flex min-h-9 cursor-pointer items-center gap-2 max-lg:min-h-11"
            >
              <Checkbox
                name={name}
                value={CHECKED}
                defaultChecked={field(name).defaultValue !== ""}
                aria-label={weekdayName(locale, weekday, "long")}
                aria-invalid={problem === undefined ? undefined : true}
              />
              <span aria-hidden className="text-sm">
                {weekdayName(locale, weekday, "short")}
              </span>
            </label>
          );
        })}
      </div>
      {problem !== undefined && (
        <p id="weekdays-problem" className="mt-1.5 text-sm text-failed">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
