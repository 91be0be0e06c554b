import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { AuthLink, AuthPage } from "@/app/(auth)/auth-page";
import { AcceptForm } from "@/app/(auth)/invitations/[token]/accept-form";
import { acceptInvitationAction } from "@/app/(auth)/invitations/[token]/actions";
import { switchWorkspace } from "@/app/(dashboard)/settings/actions";
import { findOrNull } from "@/app/find-or-null";
import { ExactTime } from "@/components/time/time";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { getUser } from "@/lib/auth/get-user";
import { requireContext } from "@/lib/auth/require-context";
import { withNext } from "@/lib/auth/safe-redirect";
import type { OpenInvitationDto } from "@/lib/domain/workspace/member";
import { hasRole } from "@/lib/domain/workspace/role";
import { getEnv } from "@/lib/env";
import { createSchedulerContext } from "@/lib/services/context";
import { getOpenInvitation } from "@/lib/services/workspaces/get-open-invitation";
import { listWorkspaces } from "@/lib/services/workspaces/list-workspaces";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("invitation");
  // The address of this page is what lets people in, so no other site gets it as a referrer. Under
  // "no-referrer" a form's origin would be hidden from this site too, and its action would fail.
  return { title: t("title"), referrer: "same-origin", robots: { index: false } };
}

async function SignedOut({ path }: { path: string }) {
  const t = await getTranslations("invitation");
  return (
    <div className="grid gap-2">
      <p className="mb-1 text-ink-soft">{t("signInFirst")}</p>
      <Button asChild variant="primary">
        <Link href={withNext("/sign-in", path)}>{t("signIn")}</Link>
      </Button>
      {getEnv().SIGN_UP === "open" && (
        <Button asChild>
          <Link href={withNext("/sign-up", path)}>{t("signUp")}</Link>
        </Button>
      )}
    </div>
  );
}

async function SignedIn({ invitation, token }: { invitation: OpenInvitationDto; token: string }) {
  const { user, context } = await requireContext();
  const [t, workspaces] = await Promise.all([getTranslations(), listWorkspaces(context)]);
  const own = workspaces.find(({ id }) => id === invitation.workspace_id);
  if (own !== undefined && hasRole(own.role, invitation.role)) {
    return (
      <form action={switchWorkspace.bind(null, own.id)} className="grid gap-4">
        <p>{t("invitation.alreadyThere", { role: t(`roles.${own.role}.name`) })}</p>
        <Button type="submit" variant="primary">
          {t("invitation.open")}
        </Button>
      </form>
    );
  }
  return (
    <>
      <p className="[overflow-wrap:anywhere] text-ink-soft">
        {t("invitation.signedInAs", { email: user.email ?? "" })}
      </p>
      <AcceptForm action={acceptInvitationAction.bind(null, token)} />
    </>
  );
}

/**
 * The offer of an invitation, for everyone who has its link. Links that don't work all look alike.
 */
export default async function InvitationPage({ params }: PageProps<"/invitations/[token]">) {
  const { token } = await params;
  const [t, user, invitation] = await Promise.all([
    getTranslations(),
    getUser(),
    findOrNull(getOpenInvitation(createSchedulerContext(), token)),
  ]);
  if (invitation === null) {
    return (
      <AuthPage
        title={t("invitation.goneTitle")}
        links={<AuthLink href="/">{t("notFound.back")}</AuthLink>}
      >
        <p className="text-ink-soft">{t("invitation.goneText")}</p>
      </AuthPage>
    );
  }
  const { workspace_name, role, invited_by, expires_at } = invitation;
  return (
    <AuthPage
      title={t("invitation.joinTitle", { workspace: workspace_name })}
      lead={
        invited_by === null
          ? t("invitation.offer", { role: t(`roles.${role}.name`) })
          : t("invitation.offerBy", { role: t(`roles.${role}.name`), email: invited_by })
      }
    >
      <p className="text-sm text-ink-faint">
        {t(`roles.${role}.may`)}{" "}
        {t.rich("invitation.until", {
          time: () => <ExactTime value={expires_at} format="minute" />,
        })}
      </p>
      {user === null ? (
        <SignedOut path={`/invitations/${token}`} />
      ) : (
        <SignedIn invitation={invitation} token={token} />
      )}
    </AuthPage>
  );
}
