import { useTranslations } from "next-intl";
import { PolicyWithOrigin } from "@/components/alert-policy/policy-with-origin";
import { PolicyWords } from "@/components/alert-policy/policy-words";
import { SuccessRuleText } from "@/components/evidence/success-rule-text";
import { CopyButton } from "@/components/page/copy-button";
import { Fact, Facts } from "@/components/page/facts";
import { routineState } from "@/components/routines/routine-state";
import { SlotList } from "@/components/routines/slot-list";
import { ScheduleText } from "@/components/schedule/schedule-text";
import { ExactTime, ZonedTime } from "@/components/time/time";
import { TextLink } from "@/components/ui/link";
import type { AppliedPolicy } from "@/lib/domain/incidents/policy-origin";
import type { RoutineDto } from "@/lib/domain/routine/routine";
import type { SecretOption } from "@/lib/domain/routine/secret-option";
import { acceptedStatuses, type SuccessRule } from "@/lib/domain/run/success-rule";
import { jitterOffsetSeconds } from "@/lib/domain/slots/spread";

/** Every rule that a response is held to, also the one that is always there. */
function allRules(rules: readonly SuccessRule[]): readonly SuccessRule[] {
  return rules.some(({ type }) => type === "status")
    ? rules
    : [{ type: "status", accept: [...acceptedStatuses(rules)] }, ...rules];
}

type RoutineFactsProps = {
  routine: RoutineDto;
  /** The secrets that the workspace may use. */
  secrets: readonly SecretOption[];
  /** The alert policy that applies where the routine has none. */
  inheritedPolicy: AppliedPolicy;
};

/** Everything that a routine is set to. */
export function RoutineFacts({ routine, secrets, inheritedPolicy }: RoutineFactsProps) {
  const t = useTranslations();
  const state = routineState(routine);
  const none = <span className="text-ink-faint">{t("common.none")}</span>;
  const { timezone, starts_at, ends_at } = routine;
  const { origin } = new URL(routine.endpoint_url);
  /** A secret by its name, and a note where it can no longer be used here. */
  const secretName = (name: string, purpose: SecretOption["purpose"]) => (
    <>
      <code className="font-mono">{name}</code>
      {!secrets.some(
        (secret) =>
          secret.name === name && secret.purpose === purpose && secret.origins.includes(origin),
      ) && <span className="block text-failed">{t("routine.secretUnavailable")}</span>}
    </>
  );
  const headers = Object.entries(routine.headers_json);
  return (
    <Facts>
      <Fact label={t("routine.facts.request")}>
        <code className="font-mono">
          {routine.http_method} {routine.endpoint_url}
        </code>
        <CopyButton text={routine.endpoint_url} />
      </Fact>
      <Fact label={t("routine.facts.schedule")}>
        <ScheduleText routine={routine} withTimezone={false} />
      </Fact>
      <Fact label={t("routine.facts.timezone")}>{timezone}</Fact>
      <Fact label={t("routine.facts.nextRuns")} isWide>
        {routine.next_slots.length === 0 ? (
          <span className="text-ink-faint">
            {state === "active" ? t("common.none") : t(`status.${state}`)}
          </span>
        ) : (
          <SlotList slots={routine.next_slots} timezone={timezone} />
        )}
      </Fact>
      <Fact label={t("routine.facts.start")}>
        {starts_at === null ? none : <ZonedTime value={starts_at} timezone={timezone} />}
      </Fact>
      <Fact label={t("routine.facts.end")}>
        {ends_at === null ? none : <ZonedTime value={ends_at} timezone={timezone} />}
      </Fact>
      <Fact label={t("routine.facts.jitter")}>
        {routine.jitter_seconds === 0
          ? none
          : t("routine.jitterOffset", {
              seconds: jitterOffsetSeconds(routine.id, routine.jitter_seconds),
              maximum: routine.jitter_seconds,
            })}
      </Fact>
      <Fact label={t("routine.facts.attempts")}>
        {t("routine.attempts", { count: routine.max_attempts })}
      </Fact>
      <Fact label={t("routine.tabs.alerts")}>
        <TextLink href={`/routines/${routine.id}/alerts`}>
          {routine.alert_policy === null ? (
            <PolicyWithOrigin {...inheritedPolicy} />
          ) : (
            <PolicyWords policy={routine.alert_policy} />
          )}
        </TextLink>
      </Fact>
      <Fact label={t("routine.facts.headers")}>
        {headers.length === 0 ? (
          none
        ) : (
          <ul className="font-mono">
            {headers.map(([name, value]) => (
              <li key={name}>{`${name}: ${value}`}</li>
            ))}
          </ul>
        )}
      </Fact>
      {routine.body !== null && (
        <Fact label={t("routine.facts.body")}>
          <pre className="max-h-40 overflow-auto font-mono whitespace-pre-wrap" tabIndex={0}>
            {routine.body}
          </pre>
        </Fact>
      )}
      {routine.secret_ref !== null && (
        <Fact label={t("routine.facts.secret")}>
          {secretName(routine.secret_ref, "credential")}
        </Fact>
      )}
      {routine.signing_secret_ref !== null && (
        <Fact label={t("routine.facts.signing")}>
          {secretName(routine.signing_secret_ref, "signing")}
        </Fact>
      )}
      <Fact label={t("routine.facts.rules")} isWide>
        <ul className="grid gap-1">
          {allRules(routine.success_rules).map((rule, index) => (
            <li key={index}>
              <SuccessRuleText rule={rule} />
            </li>
          ))}
        </ul>
      </Fact>
      <Fact label={t("routine.facts.kind")}>{t(`routineForm.kinds.${routine.kind}`)}</Fact>
      <Fact label={t("routine.facts.timeout")}>
        {t("routineForm.timeoutValue", { seconds: routine.timeout_seconds })}
      </Fact>
      <Fact label={t("routine.facts.redirects")}>
        {t(routine.follow_redirects ? "routine.followed" : "routine.notFollowed")}
      </Fact>
      <Fact label={t("routine.facts.bodies")}>
        {t(`routineForm.bodyPolicies.${routine.keep_body}`)}
      </Fact>
      <Fact label={t("routine.facts.misfire")}>
        {t(`routineForm.misfirePolicies.${routine.misfire_policy}`)}
      </Fact>
      <Fact label={t("routine.facts.gap")}>
        {t(`routineForm.gapPolicies.${routine.gap_policy}`)}
      </Fact>
      <Fact label={t("routine.facts.created")}>
        <ExactTime value={routine.created_at} />
      </Fact>
      <Fact label={t("routine.facts.id")}>
        <code className="font-mono">{routine.id}</code>
        <CopyButton text={routine.id} />
      </Fact>
    </Facts>
  );
}
