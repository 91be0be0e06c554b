import { useTranslations } from "next-intl";
import { inBraces, valueNames } from "@/lib/domain/template/value-names";

/** The values that a request may name, and what each stands for. */
export function ValueList() {
  const t = useTranslations("values");
  return (
    <details className="text-sm">
      <summary className="min-h-6 cursor-pointer text-ink-soft">{t("which")}</summary>
      <dl className="mt-2 grid gap-x-4 gap-y-1.5 sm:grid-cols-[auto_minmax(0,1fr)]">
        {valueNames.map((name) => (
          <div key={name} className="sm:contents">
            <dt>
              <code className="font-mono">{inBraces(name)}</code>
            </dt>
            <dd className="text-ink-soft">{t(`meanings.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-2 text-ink-soft">
        {t("days", { example: inBraces("slot_date-1d"), escape: "{{{{" })}
      </p>
    </details>
  );
}
