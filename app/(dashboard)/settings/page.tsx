import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { signOut } from "@/app/(auth)/actions";
import { changePassword } from "@/app/(auth)/password-actions";
import { setLocale, setTheme, setTimezone } from "@/app/(dashboard)/settings/actions";
import { readTheme, readTimezone } from "@/app/choices";
import { LocaleForm } from "@/components/settings/locale-form";
import { PasswordForm } from "@/components/settings/password-form";
import { SettingsPart } from "@/components/settings/settings-part";
import { TimezoneForm } from "@/components/settings/timezone-form";
import { ThemeForm } from "@/components/shell/theme-form";
import { Button } from "@/components/ui/button";
import { locales } from "@/i18n/locales";
import { MIN_PASSWORD_CHARACTERS } from "@/lib/auth/credentials";
import { requireContext } from "@/lib/auth/require-context";
import { isDemo } from "@/lib/services/workspaces/is-demo";

/** Not among the zones that Intl lists everywhere. */
const UTC = "UTC";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("title") };
}

export default async function ProfilePage() {
  const { user, context } = await requireContext();
  const [isShared, t, nav, locale, theme, timezone] = await Promise.all([
    isDemo(context),
    getTranslations("settings"),
    getTranslations("nav"),
    getLocale(),
    readTheme(),
    readTimezone(),
  ]);
  const timezones = new Set([UTC, ...Intl.supportedValuesOf("timeZone"), timezone ?? UTC]);
  return (
    <>
      <SettingsPart title={t("email")}>
        <p className="[overflow-wrap:anywhere]">{user.email}</p>
        <form action={signOut} className="mt-3 lg:hidden">
          <Button type="submit">{nav("signOut")}</Button>
        </form>
      </SettingsPart>
      <SettingsPart title={t("password")}>
        {isShared ? (
          <p className="max-w-xl text-ink-soft">{t("demoPassword")}</p>
        ) : (
          <PasswordForm action={changePassword} minimumCharacters={MIN_PASSWORD_CHARACTERS} />
        )}
      </SettingsPart>
      <SettingsPart title={t("theme")}>
        <ThemeForm theme={theme} action={setTheme} />
      </SettingsPart>
      <SettingsPart title={t("language")}>
        <LocaleForm locale={locale} locales={locales} action={setLocale} />
      </SettingsPart>
      <SettingsPart title={t("times")} text={t("timesText")}>
        <TimezoneForm
          timezone={timezone}
          timezones={[...timezones]}
          now={new Date().toISOString()}
          action={setTimezone}
        />
      </SettingsPart>
    </>
  );
}
