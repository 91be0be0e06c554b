import { useTranslations } from "next-intl";
import type { FormAction } from "@/components/settings/confirm-form";
import { MemberControls } from "@/components/settings/member-controls";
import { RelativeTime } from "@/components/time/time";
import type { MemberDto } from "@/lib/domain/workspace/member";

type MemberTableProps = {
  members: readonly MemberDto[];
  /** The reader's own id. */
  /** Null for a caller who is no user. */
  viewerId: string | null;
  /** The actions on a member; null where the reader may only look. */
  actions: {
    changeRole: (userId: string, ...rest: Parameters<FormAction>) => ReturnType<FormAction>;
    remove: (userId: string) => ReturnType<FormAction>;
  } | null;
};

/** The members of the workspace, with their roles and when they joined. */
export function MemberTable({ members, viewerId, actions }: MemberTableProps) {
  const t = useTranslations();
  return (
    <div className="overflow-hidden rounded-block border bg-raised">
      <table className="w-full text-left">
        <thead className="border-b bg-sunken text-sm text-ink-faint">
          <tr className="*:h-9 *:px-4 *:font-medium">
            <th scope="col">{t("members.member")}</th>
            <th scope="col">{t("members.role")}</th>
            <th scope="col" className="max-sm:hidden">
              {t("members.joined")}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y">
          {members.map(({ user_id: id, email, role, joined_at }) => {
            const name = email ?? id;
            const isSelf = id === viewerId;
            return (
              <tr key={id} className="align-top *:px-4 *:py-2.5">
                <td className="w-full min-w-0">
                  <p className="[overflow-wrap:anywhere]">
                    {name}
                    {isSelf && <span className="text-ink-faint"> {t("members.you")}</span>}
                  </p>
                  {actions !== null && !isSelf && role !== "OWNER" && (
                    <MemberControls
                      id={id}
                      name={name}
                      role={role}
                      changeRole={actions.changeRole.bind(null, id)}
                      remove={actions.remove.bind(null, id)}
                    />
                  )}
                </td>
                <td className="whitespace-nowrap">{t(`roles.${role}.name`)}</td>
                <td className="whitespace-nowrap text-ink-soft max-sm:hidden">
                  <RelativeTime value={joined_at} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
