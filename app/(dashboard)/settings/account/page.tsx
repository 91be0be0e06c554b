import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { deleteAccountAction } from "@/app/(dashboard)/settings/actions";
import { DeleteAccount } from "@/components/settings/delete-account";
import { Part } from "@/components/settings/part";
import { requireContext } from "@/lib/auth/require-context";
import { listOwnedContents } from "@/lib/services/list-owned-contents";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("nav.account") };
}

export default async function AccountPage() {
  const { user, context } = await requireContext();
  const [t, owned] = await Promise.all([getTranslations("settings"), listOwnedContents(context)]);
  return (
    <Part title={t("deleteAccount")}>
      <DeleteAccount email={user.email ?? ""} owned={owned} action={deleteAccountAction} />
    </Part>
  );
}
