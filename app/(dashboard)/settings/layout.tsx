import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ClientMessages } from "@/app/client-messages";
import { PageHeader } from "@/components/page/page-header";
import { SettingsNav } from "@/components/settings/settings-nav";
import { requireContext } from "@/lib/auth/require-context";

export default async function SettingsLayout({ children }: { children: ReactNode }) {
  // A visitor is redirected from here too: what is below would be rendered without its messages.
  await requireContext();
  const t = await getTranslations("settings");
  return (
    <ClientMessages of="app/(dashboard)/settings/layout.tsx">
      <div className="max-w-3xl">
        <PageHeader title={t("title")} />
        <SettingsNav />
        {children}
      </div>
    </ClientMessages>
  );
}
