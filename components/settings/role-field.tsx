import { useTranslations } from "next-intl";
import { SelectField } from "@/components/ui/select-field";
import { grantableRoles, type GrantableRole } from "@/lib/domain/workspace/role";

/** The role to grant. */
export function RoleField({ id, role }: { id: string; role: GrantableRole }) {
  const t = useTranslations();
  return (
    <SelectField
      key={role}
      id={id}
      name="role"
      label={t("members.role")}
      defaultValue={role}
      options={grantableRoles.map((choice) => [choice, t(`roles.${choice}.name`)])}
      className="w-40"
    />
  );
}
