import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
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
import { findChangedSettings } from "@/lib/domain/routine/changed-settings";
import type { RoutineDto, RoutineSettings } from "@/lib/domain/routine/routine";
import type { RoutineLimits } from "@/lib/domain/routine/routine-options";
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
  limits: RoutineLimits;
  /** The secrets that the workspace may use. */
  secrets: readonly SecretOption[];
  /** The alert policy that applies where the routine has none. */
  inheritedPolicy: AppliedPolicy;
};

type RoutineFact = {
  label: ReactNode;
  /** The settings that it shows. It is folded while they are the default ones; never where it has none. */
  settings: readonly (keyof RoutineSettings)[];
  isWide?: boolean;
  value: ReactNode;
};

/** A secret by its name, and a note where it can no longer be used here. */
function SecretName({ name, isUsable }: { name: string; isUsable: boolean }) {
  const t = useTranslations("routine");
  return (
    <>
      <code className="font-mono">{name}</code>
      {!isUsable && <span className="block text-failed">{t("secretUnavailable")}</span>}
    </>
  );
}

/** Everything that a routine is set to, in the order in which it is shown. */
function useRoutineFacts({ routine, secrets, inheritedPolicy }: RoutineFactsProps): RoutineFact[] {
  const t = useTranslations();
  const state = routineState(routine);
  const none = <span className="text-ink-faint">{t("common.none")}</span>;
  const { timezone, starts_at, ends_at, secret_ref, signing_secret_ref } = routine;
  const { origin } = new URL(routine.endpoint_url);
  const isUsable = (name: string, purpose: SecretOption["purpose"]) =>
    secrets.some(
      (secret) =>
        secret.name === name && secret.purpose === purpose && secret.origins.includes(origin),
    );
  const headers = Object.entries(routine.headers_json);
  return [
    {
      label: t("routine.facts.request"),
      settings: [],
      value: (
        <>
          <code className="font-mono">
            {routine.http_method} {routine.endpoint_url}
          </code>
          <CopyButton text={routine.endpoint_url} />
        </>
      ),
    },
    {
      label: t("routine.facts.schedule"),
      settings: [],
      value: <ScheduleText routine={routine} withTimezone={false} />,
    },
    { label: t("routine.facts.timezone"), settings: [], value: timezone },
    {
      label: t("routine.facts.key"),
      settings: ["key"],
      value: routine.key === null ? none : <code className="font-mono">{routine.key}</code>,
    },
    {
      label: t("routine.facts.nextRuns"),
      settings: [],
      isWide: true,
      value:
        routine.next_slots.length === 0 ? (
          <span className="text-ink-faint">
            {state === "active" ? t("common.none") : t(`status.${state}`)}
          </span>
        ) : (
          <SlotList slots={routine.next_slots} timezone={timezone} />
        ),
    },
    {
      label: t("routine.facts.start"),
      settings: ["starts_at"],
      value: starts_at === null ? none : <ZonedTime value={starts_at} timezone={timezone} />,
    },
    {
      label: t("routine.facts.end"),
      settings: ["ends_at"],
      value: ends_at === null ? none : <ZonedTime value={ends_at} timezone={timezone} />,
    },
    {
      label: t("routine.facts.jitter"),
      settings: ["jitter_seconds"],
      value:
        routine.jitter_seconds === 0
          ? none
          : t("routine.jitterOffset", {
              seconds: jitterOffsetSeconds(routine.id, routine.jitter_seconds),
              maximum: routine.jitter_seconds,
            }),
    },
    {
      label: t("routine.facts.attempts"),
      settings: ["max_attempts"],
      value: t("routine.attempts", { count: routine.max_attempts }),
    },
    {
      label: t("routine.tabs.alerts"),
      settings: ["alert_policy"],
      value: (
        <TextLink href={`/routines/${routine.id}/alerts`}>
          {routine.alert_policy === null ? (
            <PolicyWithOrigin {...inheritedPolicy} />
          ) : (
            <PolicyWords policy={routine.alert_policy} />
          )}
        </TextLink>
      ),
    },
    {
      label: t("routine.facts.headers"),
      settings: ["headers_json"],
      value:
        headers.length === 0 ? (
          none
        ) : (
          <ul className="font-mono">
            {headers.map(([name, value]) => (
              <li key={name}>{`${name}: ${value}`}</li>
            ))}
          </ul>
        ),
    },
    {
      label: t("routine.facts.body"),
      settings: ["body"],
      value:
        routine.body === null ? (
          none
        ) : (
          <pre className="max-h-40 overflow-auto font-mono whitespace-pre-wrap" tabIndex={0}>
            {routine.body}
          </pre>
        ),
    },
    {
      label: t("routine.facts.secret"),
      settings: ["auth_mode", "secret_ref"],
      value:
        secret_ref === null ? (
          none
        ) : (
          <SecretName name={secret_ref} isUsable={isUsable(secret_ref, "credential")} />
        ),
    },
    {
      label: t("routine.facts.signing"),
      settings: ["signing_secret_ref"],
      value:
        signing_secret_ref === null ? (
          none
        ) : (
          <SecretName
            name={signing_secret_ref}
            isUsable={isUsable(signing_secret_ref, "signing")}
          />
        ),
    },
    {
      label: t("routine.facts.rules"),
      settings: ["success_rules"],
      isWide: true,
      value: (
        <ul className="grid gap-1">
          {allRules(routine.success_rules).map((rule, index) => (
            <li key={index}>
              <SuccessRuleText rule={rule} />
            </li>
          ))}
        </ul>
      ),
    },
    {
      label: t("routine.facts.kind"),
      settings: ["kind"],
      value: t(`routineForm.kinds.${routine.kind}`),
    },
    {
      label: t("routine.facts.timeout"),
      settings: ["timeout_seconds"],
      value: t("routineForm.timeoutValue", { seconds: routine.timeout_seconds }),
    },
    {
      label: t("routine.facts.redirects"),
      settings: ["follow_redirects"],
      value: t(routine.follow_redirects ? "routine.followed" : "routine.notFollowed"),
    },
    {
      label: t("routine.facts.bodies"),
      settings: ["keep_body"],
      value: t(`routineForm.bodyPolicies.${routine.keep_body}`),
    },
    {
      label: t("routine.facts.misfire"),
      settings: ["misfire_policy"],
      value: t(`routineForm.misfirePolicies.${routine.misfire_policy}`),
    },
    {
      label: t("routine.facts.gap"),
      settings: ["gap_policy"],
      value: t(`routineForm.gapPolicies.${routine.gap_policy}`),
    },
    {
      label: t("routine.facts.created"),
      settings: [],
      value: <ExactTime value={routine.created_at} />,
    },
    {
      label: t("routine.facts.id"),
      settings: [],
      value: (
        <>
          <code className="font-mono">{routine.id}</code>
          <CopyButton text={routine.id} />
        </>
      ),
    },
  ];
}

const toElement = ({ label, isWide = false, value }: RoutineFact, index: number) => (
  <Fact key={index} label={label} isWide={isWide}>
    {value}
  </Fact>
);

/** What a routine is set to. Settings that nobody has chosen are folded. */
export function RoutineFacts(props: RoutineFactsProps) {
  const t = useTranslations("routine");
  const facts = useRoutineFacts(props);
  const changed = findChangedSettings(props.routine, props.limits);
  const isDefault = ({ settings }: RoutineFact) =>
    settings.length > 0 && !settings.some((setting) => changed.has(setting));
  const usual = facts.filter(isDefault);
  return (
    <Facts
      {...(usual.length > 0 && {
        folded: { label: t("defaults"), facts: usual.map(toElement) },
      })}
    >
      {facts.filter((fact) => !isDefault(fact)).map(toElement)}
    </Facts>
  );
}
