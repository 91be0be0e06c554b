import type { ReactNode } from "react";
import { signOut } from "@/app/(auth)/actions";
import { setTheme } from "@/app/(dashboard)/settings/actions";
import { readTheme } from "@/app/theme";
import { HealthStatus } from "@/components/layout/health-status";
import { NowProvider } from "@/components/layout/now-provider";
import { Shell } from "@/components/layout/shell";
import { ThemeForm } from "@/components/layout/theme-form";
import { getUser } from "@/lib/auth/get-user";
import { requireContext } from "@/lib/auth/require-context";
import { checkHealth } from "@/lib/services/check-health";
import { getWorkspace } from "@/lib/services/get-workspace";

/** Frames the pages of whoever is signed in. Each page asks for its user itself: this decides nothing. */
export default async function DashboardLayout({ children }: { children: ReactNode }) {
  if ((await getUser()) === null) return children;
  const { user, context } = await requireContext();
  const [health, workspace, theme] = await Promise.all([
    checkHealth(context),
    getWorkspace(context),
    readTheme(),
  ]);
  const now = new Date();
  return (
    <NowProvider now={now.toISOString()}>
      <Shell
        workspaceName={workspace.name}
        email={user.email ?? ""}
        signOut={signOut}
        themeForm={<ThemeForm theme={theme} action={setTheme} />}
        healthStatus={<HealthStatus health={health} now={now} />}
      >
        {children}
      </Shell>
    </NowProvider>
  );
}
