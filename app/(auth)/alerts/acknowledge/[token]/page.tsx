import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { acknowledgeAction } from "@/app/(auth)/alerts/acknowledge/[token]/actions";
import { AuthLink, AuthPage } from "@/app/(auth)/auth-page";
import { findOrNull } from "@/app/find-or-null";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { isLocale } from "@/i18n/locales";
import { getLinkedAlert } from "@/lib/services/alerts/acknowledge-by-link";
import { createSchedulerContext } from "@/lib/services/context";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("acknowledge");
  // The address of this page lets people acknowledge, so no other site gets it as a referrer.
  return { title: t("title"), referrer: "same-origin", robots: { index: false, follow: false } };
}

/**
 * Asks to confirm an acknowledgement, for everyone who has the link of a message. Opening it changes
 * nothing; it works without JavaScript. Links that don't work all look alike.
 */
export default async function AcknowledgePage({
  params,
  searchParams,
}: PageProps<"/alerts/acknowledge/[token]">) {
  const [{ token }, { result }, t, locale] = await Promise.all([
    params,
    searchParams,
    getTranslations(),
    getLocale(),
  ]);
  const alert = await findOrNull(
    getLinkedAlert(createSchedulerContext(), token, isLocale(locale) ? locale : "en"),
  );
  const links = <AuthLink href="/alerts">{t("acknowledge.toAlerts")}</AuthLink>;
  if (alert === null) {
    return (
      <AuthPage title={t("acknowledge.goneTitle")} links={links}>
        <p className="text-ink-soft">{t("acknowledge.goneText")}</p>
      </AuthPage>
    );
  }
  const { state, title, paragraphs, routines, workspace_name } = alert;
  const isOpen = state === "open";
  const heading =
    state === "acknowledged" && result === "done" ? t("acknowledge.states.done") : null;
  return (
    <AuthPage
      title={heading ?? t(`acknowledge.states.${state}`)}
      lead={t("acknowledge.inWorkspace", { workspace: workspace_name })}
      links={links}
    >
      {isOpen && result === "later" && <Alert>{t("acknowledge.later")}</Alert>}
      <p className="font-semibold [overflow-wrap:anywhere]">{title}</p>
      {paragraphs.map((paragraph) => (
        <p key={paragraph} className="[overflow-wrap:anywhere] text-ink-soft">
          {paragraph}
        </p>
      ))}
      {routines.length > 0 && (
        <ul className="grid list-disc gap-1 pl-5 [overflow-wrap:anywhere] text-ink-soft">
          {routines.map((name, index) => (
            <li key={index}>{name}</li>
          ))}
        </ul>
      )}
      {isOpen ? (
        <form action={acknowledgeAction.bind(null, token)} className="grid gap-2">
          <Button type="submit" variant="primary" className="w-full">
            {t("acknowledge.confirm")}
          </Button>
          <p className="text-sm text-ink-faint">{t("acknowledge.effect")}</p>
        </form>
      ) : (
        <p className="text-sm text-ink-faint">{t(`acknowledge.notes.${state}`)}</p>
      )}
    </AuthPage>
  );
}
