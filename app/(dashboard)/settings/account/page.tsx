import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { deleteAccountAction } from "@/app/(dashboard)/settings/actions";
import { DeleteAccount } from "@/components/settings/delete-account";
import { SettingsPart } from "@/components/settings/settings-part";
import { requireContext } from "@/lib/auth/require-context";
import { RECENT_MINUTES } from "@/lib/services/workspaces/delete-account";
import { hasPassword } from "@/lib/services/workspaces/has-password";
import { isDemo } from "@/lib/services/workspaces/is-demo";
import { listOwnedContents } from "@/lib/services/workspaces/list-owned-contents";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("nav.account") };
}

export default async function AccountPage() {
  const { user, context } = await requireContext();
  const [t, isShared, owned, isProtected] = await Promise.all([
    getTranslations("settings"),
    isDemo(context),
    listOwnedContents(context),
    hasPassword(context),
  ]);
  return (
    <SettingsPart title={t("deleteAccount")}>
      {isShared ? (
        <p className="max-w-xl text-ink-soft">{t("demoStays")}</p>
      ) : (
        <DeleteAccount
          email={user.email ?? ""}
          owned={owned}
          signInWithinMinutes={isProtected ? null : RECENT_MINUTES}
          action={deleteAccountAction}
        />
      )}
    </SettingsPart>
  );
}
