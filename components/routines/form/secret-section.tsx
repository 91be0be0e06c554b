import { useTranslations } from "next-intl";
import { FormSection, type FormSectionProps } from "@/components/routines/form/form-section";
import { Field } from "@/components/ui/field";
import { Link } from "@/components/ui/link";
import { Select } from "@/components/ui/select";
import { routineKinds } from "@/lib/domain/routine/routine-options";

type SecretFieldProps = FormSectionProps & { field: "secret_ref" | "signing_secret_ref" };

const purposes = { secret_ref: "credential", signing_secret_ref: "signing" } as const;

/** A choice of secrets by name. The name that the routine already has stays, even if it is no longer available. */
function SecretField({ field, initial, draft, secrets, problemAt }: SecretFieldProps) {
  const t = useTranslations("routineForm");
  const purpose = purposes[field];
  const options = secrets.filter((secret) => secret.purpose === purpose);
  const kept = initial[field];
  const isKeptOffered = kept === "" || options.some(({ name }) => name === kept);
  const chosen = options.find(({ name }) => name === draft[field]);
  if (options.length === 0 && isKeptOffered) {
    return (
      <p className="self-center text-sm text-ink-faint">
        {t.rich(secrets.length === 0 ? "secretsMissing" : `${purpose}Missing`, {
          settings: (text) => (
            <Link href="/settings" className="text-accent-strong underline underline-offset-2">
              {text}
            </Link>
          ),
        })}
      </p>
    );
  }
  return (
    <Field
      id={field}
      label={t(`${purpose}Label`)}
      hint={
        chosen === undefined
          ? t(`${purpose}Hint`)
          : t(`${purpose}Origins`, { name: chosen.name, origins: chosen.origins.join(", ") })
      }
      problem={problemAt(field)}
    >
      {(control) => (
        <Select {...control} name={field} defaultValue={kept}>
          <option value="">{t("secretNone")}</option>
          {options.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
          {!isKeptOffered && <option value={kept}>{t("secretUnavailable", { name: kept })}</option>}
        </Select>
      )}
    </Field>
  );
}

/** The kind of the routine, and the secrets that it sends and signs with, by name. */
export function SecretSection(props: FormSectionProps) {
  const { initial, draft, secrets, problemAt } = props;
  const t = useTranslations("routineForm");
  const isSigned = draft.kind === "WEBHOOK" && draft.signing_secret_ref !== "";
  const hasProblem = (["kind", "secret_ref", "signing_secret_ref"] as const).some(
    (field) => problemAt(field) !== undefined,
  );
  return (
    <FormSection
      title={t("kindAndSecrets")}
      summary={[
        t(`kinds.${draft.kind}`),
        draft.secret_ref === ""
          ? t("summaryNoSecret")
          : t("summarySecret", { name: draft.secret_ref }),
        ...(isSigned ? [t("summarySigned", { name: draft.signing_secret_ref })] : []),
      ].join(", ")}
      hasProblem={hasProblem}
    >
      <div className="group/secrets grid gap-4 sm:grid-cols-2">
        <Field id="kind" label={t("kind")} hint={t("kindHint")} problem={problemAt("kind")}>
          {(control) => (
            <Select {...control} name="kind" defaultValue={initial.kind}>
              {routineKinds.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`kinds.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <SecretField {...props} field="secret_ref" />
        {(secrets.length > 0 || initial.signing_secret_ref !== "") && (
          <div className="hidden group-has-[option[value=WEBHOOK]:checked]/secrets:grid">
            <SecretField {...props} field="signing_secret_ref" />
          </div>
        )}
      </div>
    </FormSection>
  );
}
