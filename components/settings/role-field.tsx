import { useTranslations } from "next-intl";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { grantableRoles, type GrantableRole } from "@/lib/domain/workspace/role";

type RoleFieldProps = { id: string; role: GrantableRole };

/** The role to grant. */
export function RoleField({ id, role }: RoleFieldProps) {
  const t = useTranslations();
  return (
    <Field id={id} label={t("members.role")} className="w-40">
      {(control) => (
        <Select {...control} key={role} name="role" defaultValue={role}>
          {grantableRoles.map((choice) => (
            <option key={choice} value={choice}>
              {t(`roles.${choice}.name`)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
