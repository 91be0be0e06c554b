import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { createKeyAction, deleteKeyAction } from "@/app/(dashboard)/settings/keys/actions";
import { KeyForm } from "@/components/settings/keys/key-form";
import { KeyList } from "@/components/settings/keys/key-list";
import { SettingsPart } from "@/components/settings/settings-part";
import { Alert } from "@/components/ui/alert";
import { TextLink } from "@/components/ui/link";
import { requireContext } from "@/lib/auth/require-context";
import { grantableRoles, hasRole } from "@/lib/domain/workspace/role";
import { listKeys } from "@/lib/services/keys/list-keys";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("keys"))("title") };
}

export default async function KeysPage() {
  const { context } = await requireContext();
  const [t, keys] = await Promise.all([getTranslations("keys"), listKeys(context)]);
  const { role, actor } = context;
  const canMake = hasRole(role, "MEMBER");
  const deletable = keys
    .filter(({ created_by }) => hasRole(role, "ADMIN") || (canMake && created_by === actor.userId))
    .map(({ id }) => id);
  return (
    <>
      <SettingsPart
        title={t("title")}
        text={t.rich("text", {
          docs: (text) => <TextLink href="/docs/guides/api">{text}</TextLink>,
        })}
      >
        {keys.length === 0 ? (
          <p className="max-w-xl">{t("none")}</p>
        ) : (
          <KeyList keys={keys} deletable={deletable} remove={deleteKeyAction} />
        )}
      </SettingsPart>
      {canMake && (
        <SettingsPart title={t("add")} text={t("addText")}>
          {context.sealing === null ? (
            <Alert className="max-w-xl">{t("noSealing")}</Alert>
          ) : (
            <KeyForm
              action={createKeyAction}
              roles={grantableRoles.filter((granted) => hasRole(role, granted))}
              appUrl={context.appUrl}
            />
          )}
        </SettingsPart>
      )}
    </>
  );
}
