import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Literal, SuccessRuleText } from "@/components/evidence/success-rule-text";
import { ScheduleText } from "@/components/schedule/schedule-text";
import { ZonedTime } from "@/components/time/time";
import type { RoutineSettings } from "@/lib/domain/routine/routine";

/** The settings that the form sets. */
type FormSetting = Exclude<keyof RoutineSettings, "is_active" | "key" | "alert_policy">;

type Row = { label: string; settings: readonly FormSetting[]; show: Show };
type Show = (settings: RoutineSettings) => ReactNode;

/** A row where two versions of a routine differ. */
export type ConflictRow = { label: string; mine: ReactNode; theirs: ReactNode };

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** How each setting of the form is shown. One that is missing doesn't compile. */
function useRows(): Record<FormSetting, Row> {
  const t = useTranslations();
  const none = <span className="text-ink-faint">{t("common.none")}</span>;
  const row = (label: string, setting: FormSetting, show: Show): Row => ({
    label,
    settings: [setting],
    show,
  });
  const code = (text: string | null) => (text === null ? none : <Literal>{text}</Literal>);
  const longText = (text: string | null) =>
    text === null ? (
      none
    ) : (
      <pre className="max-h-40 overflow-auto font-mono whitespace-pre-wrap" tabIndex={0}>
        {text}
      </pre>
    );
  const time = (instant: string | null, timezone: string) =>
    instant === null ? none : <ZonedTime value={instant} timezone={timezone} />;
  const schedule: Row = {
    label: t("routine.facts.schedule"),
    settings: ["interval_minutes", "cron_expression", "run_at"],
    show: (settings) => <ScheduleText routine={settings} withTimezone={false} />,
  };
  const request: Row = {
    label: t("routine.facts.request"),
    settings: ["http_method", "endpoint_url"],
    show: ({ http_method, endpoint_url }) => code(`${http_method} ${endpoint_url}`),
  };
  const secret: Row = {
    label: t("routine.facts.secret"),
    settings: ["auth_mode", "secret_ref"],
    show: ({ secret_ref }) => code(secret_ref),
  };
  return {
    name: row(t("routineForm.name"), "name", ({ name }) => name),
    http_method: request,
    endpoint_url: request,
    interval_minutes: schedule,
    cron_expression: schedule,
    run_at: schedule,
    timezone: row(t("routine.facts.timezone"), "timezone", ({ timezone }) => timezone),
    gap_policy: row(t("routine.facts.gap"), "gap_policy", ({ gap_policy }) =>
      t(`routineForm.gapPolicies.${gap_policy}`),
    ),
    tags: row(t("tags.title"), "tags", ({ tags }) => (tags.length === 0 ? none : tags.join(", "))),
    headers_json: row(t("routine.facts.headers"), "headers_json", ({ headers_json }) => {
      const lines = Object.entries(headers_json).map(([name, value]) => `${name}: ${value}`);
      return longText(lines.length === 0 ? null : lines.join("\n"));
    }),
    body: row(t("routine.facts.body"), "body", ({ body }) => longText(body)),
    fill_values: row(t("routineForm.fillValues"), "fill_values", ({ fill_values }) =>
      t(fill_values ? "routineForm.conflict.on" : "routineForm.conflict.off"),
    ),
    kind: row(t("routine.facts.kind"), "kind", ({ kind }) => t(`routineForm.kinds.${kind}`)),
    auth_mode: secret,
    secret_ref: secret,
    signing_secret_ref: row(
      t("routine.facts.signing"),
      "signing_secret_ref",
      ({ signing_secret_ref }) => code(signing_secret_ref),
    ),
    success_rules: row(t("routine.facts.rules"), "success_rules", ({ success_rules }) =>
      success_rules.length === 0 ? (
        none
      ) : (
        <ul className="grid gap-1">
          {success_rules.map((rule, index) => (
            <li key={index}>
              <SuccessRuleText rule={rule} />
            </li>
          ))}
        </ul>
      ),
    ),
    timeout_seconds: row(t("routine.facts.timeout"), "timeout_seconds", ({ timeout_seconds }) =>
      t("routineForm.timeoutValue", { seconds: timeout_seconds }),
    ),
    follow_redirects: row(t("routine.facts.redirects"), "follow_redirects", (settings) =>
      t(settings.follow_redirects ? "routine.followed" : "routine.notFollowed"),
    ),
    keep_body: row(t("routine.facts.bodies"), "keep_body", ({ keep_body }) =>
      t(`routineForm.bodyPolicies.${keep_body}`),
    ),
    max_attempts: row(t("routine.facts.attempts"), "max_attempts", ({ max_attempts }) =>
      t("routineForm.attemptCount", { count: max_attempts }),
    ),
    jitter_seconds: row(t("routine.facts.jitter"), "jitter_seconds", ({ jitter_seconds }) =>
      t("routineForm.jitterValue", { count: jitter_seconds }),
    ),
    misfire_policy: row(t("routine.facts.misfire"), "misfire_policy", ({ misfire_policy }) =>
      t(`routineForm.misfirePolicies.${misfire_policy}`),
    ),
    starts_at: row(t("routine.facts.start"), "starts_at", ({ starts_at, timezone }) =>
      time(starts_at, timezone),
    ),
    ends_at: row(t("routine.facts.end"), "ends_at", ({ ends_at, timezone }) =>
      time(ends_at, timezone),
    ),
  };
}

/** The settings of the form in which two versions of a routine differ, in words. */
export function useConflictRows(): (
  mine: RoutineSettings,
  theirs: RoutineSettings,
) => ConflictRow[] {
  const rows = [...new Set(Object.values(useRows()))];
  return (mine, theirs) =>
    rows
      .filter(({ settings }) => settings.some((name) => !isSame(mine[name], theirs[name])))
      .map(({ label, show }) => ({ label, mine: show(mine), theirs: show(theirs) }));
}
