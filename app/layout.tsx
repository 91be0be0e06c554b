import type { Metadata, Viewport } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { readTheme, readTimezone } from "@/app/choices";
import { getClientMessages } from "@/app/client-messages";
import { fontVariables } from "@/app/fonts";
import { themeColors } from "@/app/theme-colors";
import "@/app/globals.css";
import { OfflineBanner } from "@/components/shell/offline-banner";
import { ViewerZoneProvider } from "@/components/time/viewer-zone-provider";
import { getEnv } from "@/lib/env";

/** Open Graph writes a language and a territory. */
const openGraphLocale = (locale: string) => (locale === "en" ? "en_US" : locale.replace("-", "_"));

export async function generateMetadata(): Promise<Metadata> {
  const [locale, t] = await Promise.all([getLocale(), getTranslations()]);
  const name = t("app.name");
  const description = t("app.description");
  return {
    metadataBase: new URL(getEnv().APP_URL),
    applicationName: name,
    title: { default: name, template: `%s · ${name}` },
    description,
    openGraph: {
      type: "website",
      siteName: name,
      title: t("metadata.title", { name, claim: t("landing.title") }),
      description,
      locale: openGraphLocale(locale),
    },
    twitter: { card: "summary_large_image" },
    appleWebApp: { title: name },
    // Numbers on these pages are durations and ids, none of them to be dialled.
    formatDetection: { telephone: false },
  };
}

export async function generateViewport(): Promise<Viewport> {
  const theme = await readTheme();
  return {
    width: "device-width",
    initialScale: 1,
    viewportFit: "cover",
    themeColor:
      theme === "system"
        ? [
            { media: "(prefers-color-scheme: light)", color: themeColors.light },
            { media: "(prefers-color-scheme: dark)", color: themeColors.dark },
          ]
        : themeColors[theme],
  };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, theme, timezone, messages] = await Promise.all([
    getLocale(),
    readTheme(),
    readTimezone(),
    getClientMessages("app/layout.tsx"),
  ]);
  return (
    <html lang={locale} data-theme={theme} className={fontVariables}>
      <body>
        <NextIntlClientProvider messages={messages}>
          <OfflineBanner />
          <ViewerZoneProvider timezone={timezone}>{children}</ViewerZoneProvider>
        </NextIntlClientProvider>
      </body>
    </html>
  );
}
