import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/components/ui/cn";
import { themes, type Theme } from "@/components/ui/themes";

const icons = { light: Sun, dark: Moon, system: Monitor };

type ThemeFormProps = { theme: Theme; action: (form: FormData) => Promise<void> };

/** Three buttons, one a theme. A plain form: it works before and without JavaScript. */
export function ThemeForm({ theme, action }: ThemeFormProps) {
  const t = useTranslations("settings");
  return (
    <form action={action}>
      <div
        role="group"
        aria-label={t("theme")}
        className="inline-flex gap-0.5 rounded-control border bg-sunken p-0.5"
      >
        {themes.map((choice) => {
          const Icon = icons[choice];
          const isChosen = choice === theme;
          return (
            <button
              key={choice}
              name="theme"
              value={choice}
              aria-label={t(`themes.${choice}`)}
              title={t(`themes.${choice}`)}
              aria-pressed={isChosen}
              className={cn(
                "grid size-7 cursor-pointer place-items-center rounded-[4px] max-lg:size-10",
                isChosen
                  ? "bg-raised text-ink outline outline-line"
                  : "text-ink-faint hover:text-ink",
              )}
            >
              <Icon aria-hidden className="size-4" />
            </button>
          );
        })}
      </div>
    </form>
  );
}
