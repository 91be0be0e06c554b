import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import {
  deleteWorkspaceAction,
  leaveWorkspaceAction,
  renameWorkspaceAction,
  setAiSwitchAction,
  switchWorkspace,
  transferOwnershipAction,
} from "@/app/(dashboard)/settings/actions";
import { CopyButton } from "@/components/page/copy-button";
import { AiForm } from "@/components/settings/ai-form";
import { ConfirmForm } from "@/components/settings/confirm-form";
import { Disclosure } from "@/components/settings/disclosure";
import { HistoryKept } from "@/components/settings/history-kept";
import { LimitList } from "@/components/settings/limit-list";
import { DeleteWorkspace, TransferOwnership } from "@/components/settings/ownership";
import { SettingsPart } from "@/components/settings/settings-part";
import { WorkspaceForm } from "@/components/settings/workspace-form";
import { WorkspaceList } from "@/components/settings/workspace-list";
import { UsageForecastList } from "@/components/usage/usage-forecast";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import type { ServiceContext } from "@/lib/services/context";
import { getWorkspaceForecast } from "@/lib/services/instance/get-forecast";
import { getHistoryKept } from "@/lib/services/instance/get-history-kept";
import { getWorkspaceUsage } from "@/lib/services/limits/workspace-usage";
import { getAiSwitch } from "@/lib/services/workspaces/ai-switch";
import { getWorkspace } from "@/lib/services/workspaces/get-workspace";
import { getWorkspaceContents } from "@/lib/services/workspaces/get-workspace-contents";
import { isDemoWorkspace } from "@/lib/services/workspaces/is-demo";
import { listMembers } from "@/lib/services/workspaces/list-members";
import { listWorkspaces } from "@/lib/services/workspaces/list-workspaces";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("workspace"))("title") };
}

/** What the owner may do with the workspace as a whole. */
async function OwnerPart({ context }: { context: ServiceContext }) {
  const [t, isShared, members, contents] = await Promise.all([
    getTranslations("workspace"),
    isDemoWorkspace(context),
    listMembers(context),
    getWorkspaceContents(context),
  ]);
  if (isShared) {
    return (
      <SettingsPart title={t("ownership")}>
        <p className="max-w-xl text-ink-soft">{t("demoStays")}</p>
      </SettingsPart>
    );
  }
  const others = members.filter(({ user_id }) => user_id !== context.actor.userId);
  return (
    <SettingsPart title={t("ownership")} text={t("ownershipText")}>
      {others.length > 0 && (
        <Disclosure label={t("transfer")}>
          <TransferOwnership others={others} action={transferOwnershipAction} />
        </Disclosure>
      )}
      <Disclosure label={t("delete")}>
        <DeleteWorkspace contents={contents} action={deleteWorkspaceAction} />
      </Disclosure>
    </SettingsPart>
  );
}

export default async function WorkspacePage() {
  const { context } = await requireContext();
  const [t, words, limits, ai, usage, forecast, kept, workspace, workspaces, aiSwitch] =
    await Promise.all([
      getTranslations("workspace"),
      getTranslations(),
      getTranslations("limits"),
      getTranslations("ai"),
      getWorkspaceUsage(context),
      getWorkspaceForecast(context),
      getHistoryKept(context),
      getWorkspace(context),
      listWorkspaces(context),
      getAiSwitch(context),
    ]);
  return (
    <>
      <SettingsPart title={t("title")}>
        {hasRole(context.role, "ADMIN") ? (
          <WorkspaceForm key={workspace.id} name={workspace.name} action={renameWorkspaceAction} />
        ) : (
          <>
            <p className="font-medium [overflow-wrap:anywhere]">{workspace.name}</p>
            <p className="mt-1 text-sm text-ink-faint">{t("nameByAdmins")}</p>
          </>
        )}
      </SettingsPart>
      <SettingsPart title={t("id")} text={t("idText")}>
        <p>
          <code className="font-mono text-sm [overflow-wrap:anywhere]">{workspace.id}</code>{" "}
          <CopyButton text={workspace.id} />
        </p>
      </SettingsPart>
      <SettingsPart title={limits("title")} text={limits("text")}>
        <LimitList usage={usage} />
      </SettingsPart>
      <SettingsPart title={words("usage.title")} text={words("usage.text")}>
        <UsageForecastList forecast={forecast} isPart />
      </SettingsPart>
      <SettingsPart title={words("historyKept.title")} text={words("historyKept.text")}>
        <HistoryKept kept={kept} />
      </SettingsPart>
      {aiSwitch !== null && (
        <SettingsPart title={ai("settings.title")} text={ai("settings.text")}>
          <AiForm
            current={aiSwitch}
            canChange={hasRole(context.role, "ADMIN")}
            action={setAiSwitchAction}
          />
        </SettingsPart>
      )}
      <SettingsPart title={t("yours")} text={t("yoursText")}>
        <WorkspaceList
          workspaces={workspaces}
          currentId={workspace.id}
          switchTo={switchWorkspace}
        />
      </SettingsPart>
      {context.role === "OWNER" ? (
        <OwnerPart context={context} />
      ) : (
        <SettingsPart title={t("membership")}>
          <Disclosure label={t("leave")}>
            <p className="max-w-xl">{t("leaveText", { name: workspace.name })}</p>
            <ConfirmForm action={leaveWorkspaceAction} label={t("leave")} />
          </Disclosure>
        </SettingsPart>
      )}
    </>
  );
}
