import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";

type LocaleFormProps = {
  locale: string;
  locales: readonly string[];
  action: (form: FormData) => Promise<void>;
};

/** Each language under its own name. A plain form: it works without JavaScript. */
export function LocaleForm({ locale, locales, action }: LocaleFormProps) {
  const t = useTranslations("settings");
  return (
    <form action={action}>
      <div
        role="group"
        aria-label={t("language")}
        className="inline-flex gap-0.5 rounded-control border bg-sunken p-0.5"
      >
        {locales.map((choice) => (
          <button
            key={choice}
            name="locale"
            value={choice}
            lang={choice}
            aria-pressed={choice === locale}
            className={cn(
              "h-7 cursor-pointer rounded-[4px] px-3 max-lg:h-10",
              choice === locale
                ? "bg-raised font-medium text-ink outline outline-line"
                : "text-ink-faint hover:text-ink",
            )}
          >
            {new Intl.DisplayNames(choice, { type: "language" }).of(choice)}
          </button>
        ))}
      </div>
    </form>
  );
}
