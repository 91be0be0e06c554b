import { useLocale, useTranslations } from "next-intl";
import { draftTimes } from "@/components/routines/form/field-texts";
import { FormSection, type FormSectionProps } from "@/components/routines/form/form-section";
import { exactTimeText, isSameClock, zonedTimeText } from "@/components/time/exact-time-text";
import { useViewerZone } from "@/components/time/viewer-zone-provider";
import { InputField } from "@/components/ui/input-field";

const isInstant = (text: string) => !Number.isNaN(Date.parse(text));

/** The start and the end of the routine. */
export function WindowSection({ draft, current, timezone, problemAt, field }: FormSectionProps) {
  const t = useTranslations("routineForm");
  const locale = useLocale();
  const viewerZone = useViewerZone();
  const { starts_at, ends_at } = draftTimes(draft, current);
  const hint = (instant: string | null) =>
    instant !== null &&
    viewerZone !== null &&
    isInstant(instant) &&
    !isSameClock(instant, timezone, viewerZone)
      ? t("windowHintYours", {
          timezone,
          time: exactTimeText(instant, "date", { locale, timezone: viewerZone }),
        })
      : t("windowHint", { timezone });
  const words = (key: "startsAt" | "endsAt", instant: string | null) =>
    instant === null || !isInstant(instant)
      ? t(key === "startsAt" ? "startsAtOnce" : "endsNever")
      : t(key, { time: zonedTimeText(instant, "date", timezone, viewerZone && locale) });
  const timeField = (name: "starts_at" | "ends_at", label: string, instant: string | null) => (
    <InputField {...field(name)} type="datetime-local" label={label} hint={hint(instant)} />
  );
  return (
    <FormSection
      title={t("window")}
      summary={[words("startsAt", starts_at), words("endsAt", ends_at)]}
      fields={["starts_at", "ends_at"]}
      problemAt={problemAt}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {timeField("starts_at", t("startDate"), starts_at)}
        {timeField("ends_at", t("endDate"), ends_at)}
      </div>
    </FormSection>
  );
}
