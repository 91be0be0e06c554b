import { useLocale, useTranslations } from "next-intl";
import { Screenshot } from "@/components/landing/screenshot";
import { StatusLabel } from "@/components/pulse/status-label";
import { Logo } from "@/components/shell/logo";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import type { Theme } from "@/components/ui/themes";

const points = ["slots", "fencing", "lag", "safety"] as const;

const states = ["SUCCESS", "DEGRADED", "FAIL", "MISSED", "ABANDONED", "RUNNING"] as const;

type LandingProps = {
  theme: Theme;
  isSignUpOpen: boolean;
  /** Signs in the demo account; null where there is none. */
  enterDemo: (() => Promise<void>) | null;
};

/**
 * The page for visitors: what the product is, how it looks, what sets it apart, and how to start.
 */
export function Landing({ theme, isSignUpOpen, enterDemo }: LandingProps) {
  const t = useTranslations("landing");
  const app = useTranslations("app");
  const locale = useLocale();
  return (
    <div className="mx-auto flex min-h-dvh max-w-5xl flex-col px-4 sm:px-8">
      <header className="flex min-h-16 flex-wrap items-center justify-between gap-x-4 py-2">
        <span className="inline-flex items-center gap-2 text-lg font-semibold tracking-tight">
          <Logo />
          {app("name")}
        </span>
        <nav aria-label={t("pages")} className="-mr-3.5 flex">
          <Button asChild variant="ghost">
            <Link href="/docs">{t("docs")}</Link>
          </Button>
          <Button asChild variant="ghost">
            <Link href="/sign-in">{t("signIn")}</Link>
          </Button>
        </nav>
      </header>
      <main className="grid grow grid-cols-1 content-start gap-12 pt-10 pb-20 sm:gap-16 sm:pt-16">
        <div>
          <h1 className="max-w-2xl text-4xl font-semibold tracking-tight text-balance">
            {t("title")}
          </h1>
          <p className="mt-4 max-w-xl text-lg text-pretty text-ink-soft">{t("lead")}</p>
          <div className="mt-7 flex flex-wrap gap-3">
            {enterDemo !== null && (
              <form action={enterDemo}>
                <Button type="submit" variant="primary">
                  {t("tryDemo")}
                </Button>
              </form>
            )}
            {isSignUpOpen && (
              <Button asChild variant={enterDemo === null ? "primary" : "secondary"}>
                <Link href="/sign-up">{t("createAccount")}</Link>
              </Button>
            )}
          </div>
          {enterDemo !== null && (
            <p className="mt-3 max-w-xl text-sm text-pretty text-ink-faint">{t("demoHint")}</p>
          )}
        </div>
        <div className="overflow-hidden rounded-block border bg-raised">
          <Screenshot theme={theme} locale={locale} alt={t("screenshotAlt")} />
        </div>
        <div>
          <ul
            aria-label={t("statesLabel")}
            className="flex flex-wrap gap-x-6 gap-y-2 border-y py-4 text-sm"
          >
            {states.map((state) => (
              <li key={state}>
                <StatusLabel state={state} />
              </li>
            ))}
          </ul>
          <div className="mt-8 grid gap-x-12 gap-y-8 sm:grid-cols-2">
            {points.map((point) => (
              <section key={point}>
                <h2 className="font-semibold">{t(`points.${point}.title`)}</h2>
                <p className="mt-1 text-pretty text-ink-soft">{t(`points.${point}.text`)}</p>
              </section>
            ))}
          </div>
        </div>
      </main>
    </div>
  );
}
