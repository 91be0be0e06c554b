import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { deleteAccountAction } from "@/app/(dashboard)/settings/actions";
import { DeleteAccount } from "@/components/settings/delete-account";
import { SettingsPart } from "@/components/settings/settings-part";
import { requireContext } from "@/lib/auth/require-context";
import { isDemo } from "@/lib/services/workspaces/is-demo";
import { listOwnedContents } from "@/lib/services/workspaces/list-owned-contents";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("nav.account") };
}

export default async function AccountPage() {
  const { user, context } = await requireContext();
  const [t, isShared, owned] = await Promise.all([
    getTranslations("settings"),
    isDemo(context),
    listOwnedContents(context),
  ]);
  return (
    <SettingsPart title={t("deleteAccount")}>
      {isShared ? (
        <p className="max-w-xl text-ink-soft">{t("demoStays")}</p>
      ) : (
        <DeleteAccount email={user.email ?? ""} owned={owned} action={deleteAccountAction} />
      )}
    </SettingsPart>
  );
}
