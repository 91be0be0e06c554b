import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { InputField } from "@/components/ui/input-field";

type MinuteFormProps = {
  path: string;
  /** The minute that was asked for, as the control writes it. */
  value: string | undefined;
  timezone: string;
};

/** Asks why a routine did not run at some minute on the clocks of its zone. */
export function MinuteForm({ path, value, timezone }: MinuteFormProps) {
  const t = useTranslations("slots");
  return (
    <form action={path} className="flex flex-wrap items-end gap-3">
      <InputField
        key={value}
        name="at"
        type="datetime-local"
        label={t("minute", { timezone })}
        required
        defaultValue={value ?? ""}
        className="w-64 max-sm:w-full"
      />
      <Button type="submit">{t("explain")}</Button>
    </form>
  );
}
