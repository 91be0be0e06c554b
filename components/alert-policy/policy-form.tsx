"use client";

import { useTranslations } from "next-intl";
import {
  startTransition,
  useActionState,
  useRef,
  useState,
  useTransition,
  type ReactNode,
} from "react";
import { BacktestResult } from "@/components/alert-policy/backtest-result";
import { ConditionRow } from "@/components/alert-policy/condition-row";
import {
  OWN,
  placeOfProblem,
  showPolicy,
  type PolicyFormState,
  type PolicyTest,
} from "@/components/alert-policy/policy-form-values";
import { DurationChart } from "@/components/durations/duration-chart";
import type { ChartedDurations } from "@/components/durations/duration-points";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { InputField, numeric } from "@/components/ui/input-field";
import type { AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import {
  conditionTypes,
  MAX_COOLDOWN_MINUTES,
  MAX_COUNTED_RUNS,
} from "@/lib/domain/incidents/incident-options";

type PolicyFormProps = {
  /** The policy that applies now. */
  policy: AlertPolicy;
  /** Of a policy that may be left to others: whether it's set, and the words for both choices. */
  choice?: { isOwn: boolean; inherit: ReactNode; own: ReactNode };
  /** The days of runs that a draft is tried on. */
  days: number;
  /** The durations of the routine's runs, for the moments at which the draft would have told somebody. */
  chart?: ChartedDurations;
  action: (state: PolicyFormState, form: FormData) => Promise<PolicyFormState>;
  test: (form: FormData) => Promise<PolicyTest>;
};

/** An alert policy, which can be tried on stored runs before it's saved. */
export function PolicyForm({ policy, choice, days, chart, action, test }: PolicyFormProps) {
  const t = useTranslations("alertPolicy");
  const problemText = useProblemText();
  const form = useRef<HTMLFormElement>(null);
  const [state, dispatch, isSaving] = useActionState(action, {
    values: showPolicy(policy, choice?.isOwn ?? true),
    result: null,
  });
  const [isOwn, setOwn] = useState(choice?.isOwn ?? true);
  const [tested, setTested] = useState<PolicyTest | null>(null);
  const [isTesting, startTest] = useTransition();
  const isHydrated = useHydrated();

  const checked = tested?.result.ok === false ? tested : state;
  const failure = checked.result?.ok === false ? checked.result : null;
  const problems = failure?.fieldErrors ?? [];
  const problemAt = (name: string) => {
    const found = problems.find((item) => placeOfProblem(checked.values, item) === name);
    return found && problemText(found);
  };
  const { values } = state;
  const backtest = tested?.result.ok === true ? tested.result.data : null;

  return (
    <form
      ref={form}
      action={dispatch}
      noValidate
      onSubmit={(event) => {
        // A form whose action React runs itself is emptied afterwards, even when it failed.
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        setTested(null);
        startTransition(() => dispatch(data));
      }}
      className="grid max-w-3xl grid-cols-1 gap-5"
    >
      {choice !== undefined && (
        <fieldset className="grid gap-2">
          {([false, true] as const).map((own) => (
            <label key={String(own)} className="flex min-h-6 items-start gap-2.5">
              <input
                type="radio"
                name="scope"
                value={own ? OWN : ""}
                checked={isOwn === own}
                onChange={() => setOwn(own)}
                className="mt-0.5 size-4 accent-accent"
              />
              <span>{own ? choice.own : choice.inherit}</span>
            </label>
          ))}
        </fieldset>
      )}
      {/* What is hidden is still sent: an inherited policy ignores it. */}
      <div hidden={!isOwn} className="hidden:hidden grid gap-5">
        <fieldset>
          <legend className="mb-2 font-semibold">{t("opens")}</legend>
          <ul className="divide-y rounded-block border bg-raised">
            {conditionTypes.map((type) => (
              <ConditionRow key={type} type={type} values={values} problemAt={problemAt} />
            ))}
          </ul>
        </fieldset>
        <div className="grid gap-4 sm:grid-cols-2">
          <InputField
            {...numeric}
            name="resolve_after"
            label={t("resolveAfter")}
            problem={problemAt("resolve_after")}
            min={1}
            max={MAX_COUNTED_RUNS}
            defaultValue={values.resolve_after}
          />
          <InputField
            {...numeric}
            name="cooldown_minutes"
            label={t("cooldown")}
            hint={t("cooldownHint")}
            problem={problemAt("cooldown_minutes")}
            min={0}
            max={MAX_COOLDOWN_MINUTES}
            defaultValue={values.cooldown_minutes}
          />
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" isPending={isSaving}>
          {isSaving ? t("saving") : t("save")}
        </Button>
        {isHydrated && isOwn && (
          <Button
            type="button"
            isPending={isTesting}
            onClick={() => {
              if (form.current === null) return;
              const data = new FormData(form.current);
              startTest(async () => setTested(await test(data)));
            }}
          >
            {isTesting ? t("backtesting") : t("backtest", { days })}
          </Button>
        )}
        <span role="status" className="text-ink-soft">
          {state.result?.ok === true && !isSaving && t("saved")}
        </span>
      </div>
      {failure !== null &&
        (problems.length === 0 ? (
          <FailureAlert failure={failure} />
        ) : (
          <Alert>{[...new Set(problems.map(problemText))].join(" ")}</Alert>
        ))}
      <div aria-live="polite" className="empty:hidden">
        {backtest !== null && tested !== null && !isTesting && (
          <BacktestResult result={tested.result} days={days} />
        )}
      </div>
      {chart !== undefined && (
        <DurationChart
          {...chart}
          marks={(backtest?.moments ?? []).map((moment) => ({
            at: moment.opened_at,
            until: moment.resolved_at,
          }))}
        />
      )}
    </form>
  );
}
