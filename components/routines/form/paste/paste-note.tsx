import { useFormatter, useTranslations } from "next-intl";
import { CHECKED, type RoutineFormValues } from "@/components/routines/form/routine-form-values";
import type { FieldTexts } from "@/components/routines/form/use-routine-form";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { TextLink } from "@/components/ui/link";
import type { CurlRequest } from "@/lib/domain/curl/request-draft";
import type { Pasted, PastedSchedule, PasteRemark } from "@/lib/domain/paste/read-paste";
import type { SecretOption } from "@/lib/domain/routine/secret-option";

type PasteNoteProps = {
  pasted: Pasted;
  /** The form's values as they are now. */
  draft: RoutineFormValues;
  secrets: readonly SecretOption[];
  onUseSecret: (name: string) => void;
  onUndo: () => void;
  onDismiss: () => void;
};

/** What a pasted text filled in, what was left out, and why. */
export function PasteNote(props: PasteNoteProps) {
  const { pasted, onUndo, onDismiss } = props;
  const t = useTranslations("curl");
  const format = useFormatter();
  const { request, schedule, remarks } = pasted;
  const parts = [
    ...(schedule === null ? [] : [t("parts.schedule")]),
    ...(schedule?.kind === "cron" && schedule.timezone !== null ? [t("parts.timezone")] : []),
    ...(request === null ? [] : requestParts(t, request)),
  ];
  const hasCredential = remarks.some(
    ({ reason }) => reason === "credential" || reason === "cookie",
  );
  return (
    <Alert variant="success" className="animate-appear">
      <p>
        {parts.length === 0
          ? t("filledNothing")
          : t("filled", { parts: format.list(parts, { type: "conjunction" }) })}
      </p>
      {request?.url === null && <p className="mt-1">{t("urlMissing")}</p>}
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

/** The parts of a request, in words. */
function requestParts(t: ReturnType<typeof useTranslations<"curl">>, request: CurlRequest) {
  return [
    request.method,
    ...(request.url === null ? [] : [t("parts.url")]),
    ...(request.headers.length > 0 ? [t("parts.headers", { count: request.headers.length })] : []),
    ...(request.body === null ? [] : [t("parts.body")]),
    ...(request.followRedirects ? [t("parts.redirects")] : []),
    ...(request.timeoutSeconds === null
      ? []
      : [t("parts.timeout", { seconds: request.timeoutSeconds })]),
  ];
}

/** A part of the text that was left out, and why. */
function Remark({ what, reason }: PasteRemark) {
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
function SecretAdvice({ draft, secrets, onUseSecret }: PasteNoteProps) {
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

/** The fields that a pasted text fills in. The rest of the form stays as it is. */
export function pasteValues({ request, schedule }: Pick<Pasted, "request" | "schedule">) {
  return {
    ...(request !== null && requestValues(request)),
    ...(schedule !== null && scheduleValues(schedule)),
  };
}

function requestValues(request: CurlRequest): FieldTexts {
  return {
    http_method: request.method,
    headers: request.headers.map(([name, value]) => `${name}: ${value}`).join("\n"),
    body: request.body ?? "",
    follow_redirects: request.followRedirects ? CHECKED : "",
    ...(request.url !== null && { endpoint_url: request.url }),
    ...(request.timeoutSeconds !== null && { timeout_seconds: String(request.timeoutSeconds) }),
  };
}

function scheduleValues(schedule: PastedSchedule): FieldTexts {
  if (schedule.kind === "interval") {
    return { schedule: "interval", interval_minutes: String(schedule.minutes) };
  }
  const { expression, timezone } = schedule;
  return { schedule: "cron", cron_expression: expression, ...(timezone !== null && { timezone }) };
}

/** The credentials that may be sent to `url`. */
export function secretsFor(secrets: readonly SecretOption[], url: string): SecretOption[] {
  if (!URL.canParse(url.trim())) return [];
  const { origin } = new URL(url.trim());
  return secrets.filter(
    ({ purpose, origins }) => purpose === "credential" && origins.includes(origin),
  );
}
