import { getTranslations } from "next-intl/server";
import { Alert } from "@/components/ui/alert";
import { invitationOutcomes } from "@/lib/domain/workspace/member";
import type { ServiceContext } from "@/lib/services/context";
import { getWorkspace } from "@/lib/services/workspaces/get-workspace";

type JoinedNoticeProps = {
  context: ServiceContext;
  /** The outcome of an invitation, as the page's address has it. */
  outcome: unknown;
};

/**
 * Names the workspace that an invitation has opened. Nothing where the address has another outcome.
 */
export async function JoinedNotice({ context, outcome }: JoinedNoticeProps) {
  const known = invitationOutcomes.find((item) => item === outcome);
  if (known === undefined) return null;
  const [t, { name, role }] = await Promise.all([getTranslations(), getWorkspace(context)]);
  return (
    <Alert variant="success" className="mb-6">
      {t(`invitation.outcomes.${known}`, { workspace: name, role: t(`roles.${role}.name`) })}
    </Alert>
  );
}
