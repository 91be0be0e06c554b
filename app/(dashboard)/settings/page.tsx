import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { changePassword, signOut } from "@/app/(auth)/actions";
import { renameWorkspaceAction, setLocale, setTheme } from "@/app/(dashboard)/settings/actions";
import { readTheme } from "@/app/theme";
import { PageHeader } from "@/components/layout/page-header";
import { ThemeForm } from "@/components/layout/theme-form";
import { BrowserTimezone } from "@/components/settings/browser-timezone";
import { LocaleForm } from "@/components/settings/locale-form";
import { PasswordForm } from "@/components/settings/password-form";
import { SecretList } from "@/components/settings/secret-list";
import { WorkspaceForm } from "@/components/settings/workspace-form";
import { Button } from "@/components/ui/button";
import { locales } from "@/i18n/locales";
import { MIN_PASSWORD_CHARACTERS } from "@/lib/auth/credentials";
import { requireContext } from "@/lib/auth/require-context";
import { getWorkspace } from "@/lib/services/get-workspace";
import { listSecrets } from "@/lib/services/list-secrets";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("title") };
}

function Part({ title, text, children }: { title: string; text?: string; children: ReactNode }) {
  return (
    <section className="grid gap-x-8 gap-y-4 border-t py-6 md:grid-cols-[14rem_minmax(0,1fr)]">
      <div>
        <h2 className="font-semibold">{title}</h2>
        {text !== undefined && <p className="mt-1 text-sm text-ink-faint">{text}</p>}
      </div>
      <div className="min-w-0">{children}</div>
    </section>
  );
}

export default async function SettingsPage() {
  const { user, context } = await requireContext();
  const [t, nav, locale, theme, workspace] = await Promise.all([
    getTranslations("settings"),
    getTranslations("nav"),
    getLocale(),
    readTheme(),
    getWorkspace(context),
  ]);
  return (
    <div className="max-w-3xl">
      <PageHeader title={t("title")} />
      <Part title={t("account")}>
        <p className="text-sm text-ink-faint">{t("email")}</p>
        <p className="[overflow-wrap:anywhere]">{user.email}</p>
        <form action={signOut} className="mt-3 lg:hidden">
          <Button type="submit">{nav("signOut")}</Button>
        </form>
      </Part>
      <Part title={t("password")}>
        <PasswordForm action={changePassword} minimumCharacters={MIN_PASSWORD_CHARACTERS} />
      </Part>
      <Part title={t("workspace")}>
        <WorkspaceForm name={workspace.name} action={renameWorkspaceAction} />
      </Part>
      <Part title={t("secrets.title")} text={t("secrets.text")}>
        <SecretList secrets={listSecrets(context)} workspaceId={context.workspaceId} />
      </Part>
      <Part title={t("theme")}>
        <ThemeForm theme={theme} action={setTheme} />
      </Part>
      <Part title={t("language")}>
        <LocaleForm locale={locale} locales={locales} action={setLocale} />
      </Part>
      <Part title={t("timezone")}>
        <p className="text-ink-soft">
          {t("timezoneText")} <BrowserTimezone />
        </p>
      </Part>
    </div>
  );
}
