import { useFormatter, useTranslations } from "next-intl";
import { CHECKED, type RoutineFormValues } from "@/components/routines/form/routine-form-values";
import type { FieldTexts } from "@/components/routines/form/use-routine-form";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextLink } from "@/components/ui/link";
import type { CurlCommand, CurlRemark, CurlRequest } from "@/lib/domain/curl/curl-command";
import type { SecretOption } from "@/lib/domain/routine/secret-option";

type CurlNoteProps = {
  command: CurlCommand;
  /** The form's values as they are now. */
  draft: RoutineFormValues;
  secrets: readonly SecretOption[];
  onUseSecret: (name: string) => void;
  onUndo: () => void;
  onDismiss: () => void;
};

/** What a pasted command filled in, what was left out, and why. */
export function CurlNote(props: CurlNoteProps) {
  const { command, onUndo, onDismiss } = props;
  const t = useTranslations("curl");
  const format = useFormatter();
  const { request, remarks } = command;
  const parts = [
    request.method,
    ...(request.url === null ? [] : [t("parts.url")]),
    ...(request.headers.length > 0 ? [t("parts.headers", { count: request.headers.length })] : []),
    ...(request.body === null ? [] : [t("parts.body")]),
    ...(request.followRedirects ? [t("parts.redirects")] : []),
    ...(request.timeoutSeconds === null
      ? []
      : [t("parts.timeout", { seconds: request.timeoutSeconds })]),
  ];
  const hasCredential = remarks.some(
    ({ reason }) => reason === "credential" || reason === "cookie",
  );
  return (
    <Alert variant="success" className="animate-appear">
      <p>{t("filled", { parts: format.list(parts, { type: "conjunction" }) })}</p>
      {request.url === null && <p className="mt-1">{t("urlMissing")}</p>}
      {remarks.length > 0 && (
        <>
          <p className="mt-2 font-medium">{t("leftOut")}</p>
          <ul className="mt-1 grid gap-1 text-sm text-ink-soft">
            {remarks.map((remark) => (
              <li key={`${remark.reason} ${remark.what}`}>
                <Remark {...remark} />
              </li>
            ))}
          </ul>
        </>
      )}
      {hasCredential && <SecretAdvice {...props} />}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button type="button" size="sm" onClick={onUndo}>
          {t("undo")}
        </Button>
        <Button type="button" size="sm" variant="ghost" onClick={onDismiss}>
          {t("dismiss")}
        </Button>
      </div>
    </Alert>
  );
}

/** A part of the command that was left out, and why. */
function Remark({ what, reason }: CurlRemark) {
  const t = useTranslations("curl");
  return (
    <>
      {what !== "" && (
        <>
          <code className="font-mono [overflow-wrap:anywhere] text-ink">{what}</code>:{" "}
        </>
      )}
      {t(`reasons.${reason}`)}
    </>
  );
}

/** How to send a credential after all: by the name of a secret. */
function SecretAdvice({ draft, secrets, onUseSecret }: CurlNoteProps) {
  const t = useTranslations("curl");
  const [secret] = secretsFor(secrets, draft.endpoint_url);
  if (secret === undefined) {
    return (
      <p className="mt-2">
        {t.rich("noSecret", {
          settings: (text) => <TextLink href="/settings/secrets">{text}</TextLink>,
        })}
      </p>
    );
  }
  const { name } = secret;
  if (draft.secret_ref === name) return <p className="mt-2">{t("secretUsed", { name })}</p>;
  return (
    <p className="mt-2 flex flex-wrap items-center gap-2">
      {t("secretFits", { name })}
      <Button type="button" size="sm" onClick={() => onUseSecret(name)}>
        {t("useSecret", { name })}
      </Button>
    </p>
  );
}

/** The fields that a command fills in. The rest of the form stays as it is. */
export function curlValues(request: CurlRequest): FieldTexts {
  return {
    http_method: request.method,
    headers: request.headers.map(([name, value]) => `${name}: ${value}`).join("\n"),
    body: request.body ?? "",
    follow_redirects: request.followRedirects ? CHECKED : "",
    ...(request.url !== null && { endpoint_url: request.url }),
    ...(request.timeoutSeconds !== null && { timeout_seconds: String(request.timeoutSeconds) }),
  };
}

/** The credentials that may be sent to `url`. */
export function secretsFor(secrets: readonly SecretOption[], url: string): SecretOption[] {
  if (!URL.canParse(url.trim())) return [];
  const { origin } = new URL(url.trim());
  return secrets.filter(
    ({ purpose, origins }) => purpose === "credential" && origins.includes(origin),
  );
}
