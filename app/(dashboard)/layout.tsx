import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { signOut } from "@/app/(auth)/actions";
import { Commands } from "@/app/(dashboard)/commands";
import { findIsOperator, isPageHidden } from "@/app/(dashboard)/operator/require-operator";
import { readHealth } from "@/app/(dashboard)/read-health";
import { setTheme, switchWorkspace } from "@/app/(dashboard)/settings/actions";
import { countedTitle, countOpen, findOpenCount } from "@/app/(dashboard)/unresolved";
import { readTheme } from "@/app/choices";
import { ClientMessages } from "@/app/client-messages";
import { PaletteButton } from "@/components/commands/palette-button";
import { LiveUpdates } from "@/components/live/live-updates";
import { liveVersion } from "@/components/live/live-version";
import { OperatorLink } from "@/components/operator/operator-link";
import { DatabaseDown } from "@/components/page/database-down";
import { HealthStatus } from "@/components/shell/health-status";
import { Shell } from "@/components/shell/shell";
import { ThemeForm } from "@/components/shell/theme-form";
import { WorkspaceSwitcher } from "@/components/shell/workspace-switcher";
import { NowProvider } from "@/components/time/now-provider";
import { findSessionUser } from "@/lib/auth/get-user";
import { requireContext } from "@/lib/auth/require-context";
import { hasRole } from "@/lib/domain/workspace/role";
import { toDomainError } from "@/lib/http/problem";
import { log } from "@/lib/log";
import { getActivity } from "@/lib/services/runs/get-activity";
import { listWorkspaces } from "@/lib/services/workspaces/list-workspaces";

async function readFrame() {
  const { user, context } = await requireContext();
  // Read before anything that the page shows, so that a change in between shows up as a new
  // version.
  const [activity, health, workspaces, openIncidents, isOperator] = await Promise.all([
    getActivity(context),
    readHealth(context),
    listWorkspaces(context),
    countOpen(),
    findIsOperator(),
  ]);
  return { user, context, activity, health, workspaces, openIncidents, isOperator };
}

/** Null where the database is out of reach. */
async function findFrame() {
  try {
    return (await findSessionUser()) === null ? "visitor" : await readFrame();
  } catch (error) {
    const known = toDomainError(error);
    if (known?.code !== "UNAVAILABLE") throw error;
    log.error({ err: known.cause ?? known }, "a page could not be shown");
    return null;
  }
}

export async function generateMetadata(): Promise<Metadata> {
  if (await isPageHidden()) return {};
  const [count, t] = await Promise.all([findOpenCount(), getTranslations("app")]);
  const name = t("name");
  return { title: { default: name, template: countedTitle(count, `%s · ${name}`) } };
}

/**
 * The frame of a signed-in user's pages. Each page checks its user itself: this decides nothing.
 */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  if (await isPageHidden()) notFound();
  const [frame, theme] = await Promise.all([findFrame(), readTheme()]);
  if (frame === "visitor") return children;
  if (frame === null) {
    return (
      <main className="mx-auto max-w-2xl px-4 py-24">
        <DatabaseDown />
      </main>
    );
  }
  const { user, context, activity, health, workspaces, openIncidents, isOperator } = frame;
  const now = new Date();
  return (
    <ClientMessages of="app/(dashboard)/layout.tsx">
      <NowProvider now={now.toISOString()}>
        <Shell
          switcher={
            <WorkspaceSwitcher
              workspaces={workspaces}
              currentId={context.workspaceId}
              switchTo={switchWorkspace}
            />
          }
          hasSeveralWorkspaces={workspaces.length > 1}
          openIncidents={openIncidents}
          email={user.email ?? ""}
          signOut={signOut}
          themeForm={<ThemeForm theme={theme} action={setTheme} />}
          healthStatus={
            <>
              {isOperator && <OperatorLink />}
              <PaletteButton />
              <HealthStatus health={health} />
            </>
          }
        >
          {children}
        </Shell>
        <Commands canEdit={hasRole(context.role, "MEMBER")} />
        <LiveUpdates version={liveVersion(activity, health)} />
      </NowProvider>
    </ClientMessages>
  );
}
