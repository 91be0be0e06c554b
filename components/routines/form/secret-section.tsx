import { useTranslations } from "next-intl";
import { FormSection, type FormSectionProps } from "@/components/routines/form/form-section";
import { TextLink } from "@/components/ui/link";
import { SelectField } from "@/components/ui/select-field";
import { routineKinds } from "@/lib/domain/routine/routine-options";

type SecretFieldProps = FormSectionProps & { name: "secret_ref" | "signing_secret_ref" };

const purposes = { secret_ref: "credential", signing_secret_ref: "signing" } as const;

/** A choice of secrets by name. The name that the routine already has stays, even if it is no longer available. */
function SecretField({ name, initial, draft, secrets, field }: SecretFieldProps) {
  const t = useTranslations("routineForm");
  const purpose = purposes[name];
  const options = secrets.filter((secret) => secret.purpose === purpose);
  const kept = initial[name];
  const isKeptOffered = kept === "" || options.some((option) => option.name === kept);
  const chosen = options.find((option) => option.name === draft[name]);
  if (options.length === 0 && isKeptOffered) {
    return (
      <p className="self-center text-sm text-ink-faint">
        {t.rich(secrets.length === 0 ? "secretsMissing" : `${purpose}Missing`, {
          settings: (text) => <TextLink href="/settings/secrets">{text}</TextLink>,
        })}
      </p>
    );
  }
  return (
    <SelectField
      {...field(name)}
      label={t(`${purpose}Label`)}
      hint={
        chosen === undefined
          ? t(`${purpose}Hint`)
          : t(`${purpose}Origins`, { name: chosen.name, origins: chosen.origins.join(", ") })
      }
      options={[
        ["", t("secretNone")],
        ...options.map((option) => [option.name, option.name] as const),
        ...(isKeptOffered ? [] : [[kept, t("secretUnavailable", { name: kept })] as const]),
      ]}
    />
  );
}

/** The kind of the routine, and the secrets that it sends and signs with, by name. */
export function SecretSection(props: FormSectionProps) {
  const { initial, draft, secrets, problemAt, field } = props;
  const t = useTranslations("routineForm");
  const isSigned = draft.kind === "WEBHOOK" && draft.signing_secret_ref !== "";
  return (
    <FormSection
      title={t("kindAndSecrets")}
      summary={[
        t(`kinds.${draft.kind}`),
        draft.secret_ref === ""
          ? t("summaryNoSecret")
          : t("summarySecret", { name: draft.secret_ref }),
        ...(isSigned ? [t("summarySigned", { name: draft.signing_secret_ref })] : []),
      ]}
      fields={["kind", "secret_ref", "signing_secret_ref"]}
      problemAt={problemAt}
    >
      <div className="group/secrets grid gap-4 sm:grid-cols-2">
        <SelectField
          {...field("kind")}
          label={t("kind")}
          hint={t("kindHint")}
          options={routineKinds.map((kind) => [kind, t(`kinds.${kind}`)])}
        />
        <SecretField {...props} name="secret_ref" />
        {(secrets.length > 0 || initial.signing_secret_ref !== "") && (
          <div className="hidden group-has-[option[value=WEBHOOK]:checked]/secrets:grid">
            <SecretField {...props} name="signing_secret_ref" />
          </div>
        )}
      </div>
    </FormSection>
  );
}
