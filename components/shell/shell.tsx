import { LogOut } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { SkipLink } from "@/components/page/skip-link";
import { Logo } from "@/components/shell/logo";
import { NavLinks } from "@/components/shell/nav-links";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";

type ShellProps = {
  /** The current workspace, and the switch to the others. */
  switcher: ReactNode;
  /** Phones show the switch only then, since it takes room from the page. */
  hasSeveralWorkspaces: boolean;
  /** The number of incidents that nobody has acknowledged. */
  openIncidents: number;
  email: string;
  signOut: () => Promise<void>;
  /** The switch of the theme and the state of the system, at the foot of the sidebar. */
  themeForm: ReactNode;
  healthStatus: ReactNode;
  children: ReactNode;
};

/**
 * The frame of every page of a signed-in user: a sidebar, or a bar of tabs where there is no room.
 */
export function Shell({
  switcher,
  hasSeveralWorkspaces,
  openIncidents,
  email,
  signOut,
  themeForm,
  healthStatus,
  children,
}: ShellProps) {
  const t = useTranslations("nav");
  const app = useTranslations("app");
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[232px_minmax(0,1fr)]">
      <SkipLink />
      <header className="hidden border-r lg:block">
        <div className="sticky top-0 flex h-dvh flex-col gap-6 overflow-y-auto px-3 py-5">
          <div className="px-2.5">
            <Link
              href="/"
              className="inline-flex items-center gap-2 rounded-control text-lg font-semibold tracking-tight"
            >
              <Logo />
              {app("name")}
            </Link>
          </div>
          <div className="-mt-4">{switcher}</div>
          <nav aria-label={t("main")} className="grow">
            <NavLinks as="column" openIncidents={openIncidents} />
          </nav>
          <div className="grid gap-3 px-2.5">
            {healthStatus}
            <div className="flex items-center justify-between gap-2 border-t pt-3">
              {themeForm}
              <form action={signOut}>
                <Button type="submit" variant="ghost" size="sm">
                  <LogOut aria-hidden />
                  {t("signOut")}
                </Button>
              </form>
            </div>
            <p className="truncate text-sm text-ink-faint" title={email}>
              {email}
            </p>
            <Link
              href="/docs"
              className="w-fit rounded-mark text-sm text-ink-faint underline-offset-4 hover:text-ink hover:underline"
            >
              {t("docs")}
            </Link>
          </div>
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-[1248px] px-4 pt-5 pb-24 outline-none sm:px-6 lg:py-8"
      >
        {hasSeveralWorkspaces && <div className="-mx-2.5 -mt-3 mb-2 lg:hidden">{switcher}</div>}
        {children}
        <footer className="mt-10 grid justify-items-start gap-3 lg:hidden">
          {healthStatus}
          <Link href="/docs" className="py-2 text-sm text-ink-faint underline underline-offset-2">
            {t("docs")}
          </Link>
        </footer>
      </main>
      <nav
        aria-label={t("main")}
        className="fixed inset-x-0 bottom-0 z-30 border-t bg-raised pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        <NavLinks as="bar" openIncidents={openIncidents} />
      </nav>
    </div>
  );
}
