import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import {
  changeSecretAction,
  createSecretAction,
  deleteSecretAction,
} from "@/app/(dashboard)/settings/secrets/actions";
import { OwnSecretList } from "@/components/settings/own-secret-list";
import { SecretForm } from "@/components/settings/secret-form";
import { SecretList } from "@/components/settings/secret-list";
import { SettingsPart } from "@/components/settings/settings-part";
import { Alert } from "@/components/ui/alert";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import { listSecretsWithUses } from "@/lib/services/secrets/list-own-secrets";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("secrets"))("title") };
}

export default async function SecretsPage() {
  const { context } = await requireContext();
  const [t, settings, own] = await Promise.all([
    getTranslations("secrets"),
    getTranslations("settings.secrets"),
    listSecretsWithUses(context),
  ]);
  const canManage = hasRole(context.role, "ADMIN");
  const canStore = context.sealing !== null;
  return (
    <>
      <SettingsPart title={t("own")} text={t("ownText")}>
        {!canStore && <Alert className="mb-4 max-w-xl">{t("noKey")}</Alert>}
        {own.length === 0 ? (
          <p className="max-w-xl">{canManage ? t("none") : t("noneForMembers")}</p>
        ) : (
          <OwnSecretList
            secrets={own}
            actions={
              canManage
                ? { change: canStore ? changeSecretAction : null, remove: deleteSecretAction }
                : null
            }
          />
        )}
      </SettingsPart>
      {canManage && canStore && (
        <SettingsPart title={t("add")} text={t("addText")}>
          <SecretForm key={own.length} action={createSecretAction} />
        </SettingsPart>
      )}
      <SettingsPart title={t("offered")} text={settings("text")}>
        <SecretList
          secrets={context.secrets.list(context.workspaceId)}
          workspaceId={context.workspaceId}
        />
      </SettingsPart>
    </>
  );
}
