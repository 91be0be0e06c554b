import { useTranslations } from "next-intl";
import { ExactTime } from "@/components/time/time";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";

type TimezoneFormProps = {
  /** The chosen one; null means that of the browser. */
  timezone: string | null;
  timezones: readonly string[];
  /** The moment that is shown as an example. */
  now: string;
  action: (form: FormData) => Promise<void>;
};

/** The zone to show times in. A plain form: it works without JavaScript. */
export function TimezoneForm({ timezone, timezones, now, action }: TimezoneFormProps) {
  const t = useTranslations("settings");
  return (
    <form action={action} className="grid gap-1.5">
      <Field
        id="viewer-timezone"
        label={t("timezone")}
        hint={t.rich("timezoneHint", { time: () => <ExactTime value={now} format="minute" /> })}
      >
        {(control) => (
          <div className="flex flex-wrap gap-2">
            <Select
              {...control}
              key={timezone}
              name="timezone"
              defaultValue={timezone ?? ""}
              className="max-w-sm"
            >
              {["", ...timezones].map((zone) => (
                <option key={zone} value={zone}>
                  {zone === "" ? t("timezoneOfBrowser") : zone}
                </option>
              ))}
            </Select>
            <Button type="submit">{t("save")}</Button>
          </div>
        )}
      </Field>
    </form>
  );
}
