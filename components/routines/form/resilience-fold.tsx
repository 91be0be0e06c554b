import { useTranslations } from "next-intl";
import { Fold } from "@/components/routines/form/fold";
import type {
  RoutineField,
  RoutineFormValues,
} from "@/components/routines/form/routine-form-values";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import {
  MAX_ATTEMPTS,
  MAX_JITTER_SECONDS,
  misfirePolicies,
} from "@/lib/domain/routine/routine-options";

type ResilienceFoldProps = {
  initial: RoutineFormValues;
  /** The values as they are now. */
  draft: RoutineFormValues;
  problemAt: (field: RoutineField) => string | undefined;
};

/** What a routine does where a slot fails, is crowded, or is missed. */
export function ResilienceFold({ initial, draft, problemAt }: ResilienceFoldProps) {
  const t = useTranslations("routineForm");
  const fields = ["max_attempts", "jitter_seconds", "misfire_policy"] as const;
  return (
    <Fold
      title={t("resilience")}
      summary={[
        t("attemptCount", { count: Number(draft.max_attempts) || 1 }),
        t("jitterValue", { count: Number(draft.jitter_seconds) || 0 }),
        t(`misfireGists.${draft.misfire_policy}`),
      ].join(", ")}
      hasProblem={fields.some((field) => problemAt(field) !== undefined)}
    >
      <div className="grid gap-4 sm:grid-cols-3">
        <Field
          id="max_attempts"
          label={t("attempts")}
          hint={t("attemptsHint", { max: MAX_ATTEMPTS })}
          problem={problemAt("max_attempts")}
        >
          {(control) => (
            <Input
              {...control}
              name="max_attempts"
              type="number"
              inputMode="numeric"
              min={1}
              max={MAX_ATTEMPTS}
              step={1}
              defaultValue={initial.max_attempts}
            />
          )}
        </Field>
        <Field
          id="jitter_seconds"
          label={t("jitter")}
          hint={t("jitterHint", { max: MAX_JITTER_SECONDS })}
          problem={problemAt("jitter_seconds")}
        >
          {(control) => (
            <Input
              {...control}
              name="jitter_seconds"
              type="number"
              inputMode="numeric"
              min={0}
              max={MAX_JITTER_SECONDS}
              step={1}
              defaultValue={initial.jitter_seconds}
            />
          )}
        </Field>
        <Field id="misfire_policy" label={t("misfire")} problem={problemAt("misfire_policy")}>
          {(control) => (
            <Select {...control} name="misfire_policy" defaultValue={initial.misfire_policy}>
              {misfirePolicies.map((policy) => (
                <option key={policy} value={policy}>
                  {t(`misfirePolicies.${policy}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
    </Fold>
  );
}
