import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { endOtherSessionsAction, endSessionAction } from "@/app/(dashboard)/settings/actions";
import { SessionList } from "@/components/settings/session-list";
import { SettingsPart } from "@/components/settings/settings-part";
import { requireContext } from "@/lib/auth/require-context";
import { SESSION_DAYS } from "@/lib/domain/sessions/session";
import { listSessions } from "@/lib/services/sessions/list-sessions";
import { isDemo } from "@/lib/services/workspaces/is-demo";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("nav.sessions") };
}

export default async function SessionsPage() {
  const { user, context } = await requireContext();
  const [t, isShared, sessions] = await Promise.all([
    getTranslations("settings"),
    isDemo(context),
    listSessions(context, user.sessionId),
  ]);
  return (
    <SettingsPart title={t("sessions.title")} text={t("sessions.text", { days: SESSION_DAYS })}>
      {isShared && <p className="mb-4 max-w-xl text-ink-soft">{t("sessions.demo")}</p>}
      <SessionList
        sessions={sessions}
        end={endSessionAction}
        endOthers={isShared ? null : endOtherSessionsAction}
      />
    </SettingsPart>
  );
}
