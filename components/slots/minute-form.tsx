import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

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
      <Field id="at" label={t("minute", { timezone })} className="w-64 max-sm:w-full">
        {(control) => (
          <Input
            key={value}
            {...control}
            type="datetime-local"
            name="at"
            required
            defaultValue={value ?? ""}
          />
        )}
      </Field>
      <Button type="submit">{t("explain")}</Button>
    </form>
  );
}
