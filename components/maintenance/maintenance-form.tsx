"use client";

import { useTranslations } from "next-intl";
import { startTransition, useActionState, useState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { previewStarts, type Recurrence } from "@/components/maintenance/window-times";
import { TagField } from "@/components/tags/tag-field";
import { useServerNow } from "@/components/time/now-provider";
import { ExactTime } from "@/components/time/time";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { controlClasses } from "@/components/ui/input";
import { InputField, numeric } from "@/components/ui/input-field";
import { Link } from "@/components/ui/link";
import { SelectField } from "@/components/ui/select-field";
import type { ActionResult } from "@/lib/domain/action-result";
import { MAX_MAINTENANCE_MINUTES } from "@/lib/domain/maintenance/maintenance-options";
import { MAX_NAME_CHARACTERS } from "@/lib/domain/routine/routine-options";
import { HOUR_MINUTES } from "@/lib/domain/time-units";

/** Makes a window and goes to the list, or returns why it didn't. */
export type CreateWindow = (
  previous: ActionResult<unknown> | null,
  form: FormData,
) => Promise<ActionResult<unknown> | null>;

type MaintenanceFormProps = {
  action: CreateWindow;
  /** The routines that can be chosen. */
  routines: readonly { id: string; name: string }[];
  /** The names of the workspace's tags. */
  knownTags: readonly string[];
  /** The routine that is chosen at first; null for none. */
  routineId: string | null;
  /** The zone that the times are in at first. */
  timezone: string;
};

/** The lengths that one click chooses, in hours. */
const QUICK_HOURS = [1, 4, 24] as const;

type QuickStartProps = {
  routineId: string;
  dispatch: (form: FormData) => void;
  isPending: boolean;
};

const onlyOnce = "group-has-[option[value=recurring]:checked]/when:hidden";
const onlyRecurring = "group-has-[option[value=once]:checked]/when:hidden";

/** The next starts of what is typed. */
function NextStarts({ recurrence }: { recurrence: Recurrence }) {
  const t = useTranslations("maintenance");
  const now = new Date(useServerNow());
  const starts = previewStarts(recurrence, now);
  return (
    <div className={`text-sm ${onlyRecurring}`}>
      <p className="font-medium">{t("nextStarts")}</p>
      {starts.length === 0 ? (
        <p className="mt-1 text-ink-faint">{t("nextPending")}</p>
      ) : (
        <ul className="mt-1 text-ink-soft tabular-nums">
          {starts.map((start) => (
            <li key={start}>
              <ExactTime value={start} format="minute" />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Starts maintenance of one routine with one click. A form of its own: Enter in the other presses no button of it. */
function QuickStart({ routineId, dispatch, isPending }: QuickStartProps) {
  const t = useTranslations("maintenance");
  return (
    <form action={dispatch} className="mb-6 flex flex-wrap items-center gap-2">
      <span className="font-medium">{t("start")}</span>
      <input type="hidden" name="routine_ids" value={routineId} />
      <input type="hidden" name="timezone" value="UTC" />
      {QUICK_HOURS.map((hours) => (
        <Button
          key={hours}
          type="submit"
          name="quick_minutes"
          value={hours * HOUR_MINUTES}
          isPending={isPending}
        >
          {t("forHours", { count: hours })}
        </Button>
      ))}
    </form>
  );
}

/** A new window of maintenance. A plain form: it works without JavaScript. */
export function MaintenanceForm({
  action,
  routines,
  knownTags,
  routineId,
  timezone,
}: MaintenanceFormProps) {
  const t = useTranslations();
  const problemText = useProblemText();
  const isHydrated = useHydrated();
  const [result, dispatch, isPending] = useActionState(action, null);
  const [recurrence, setRecurrence] = useState<Recurrence>({
    expression: "",
    timezone,
    minutes: String(HOUR_MINUTES),
  });
  const problems = result === null || result.ok ? [] : result.fieldErrors;
  const problemAt = (path: string) => {
    const texts = problems
      .filter((problem) => problem.path === path || problem.path.startsWith(`${path}.`))
      .map(problemText);
    return texts.length === 0 ? undefined : [...new Set(texts)].join(" ");
  };
  const whole = problems.filter(({ path }) => path === "" || path === "applies_to_all");
  return (
    <>
      {routineId !== null && (
        <QuickStart routineId={routineId} dispatch={dispatch} isPending={isPending} />
      )}
      <form
        action={dispatch}
        noValidate
        onChange={(event) => {
          const typed = new FormData(event.currentTarget);
          const read = (name: string) => {
            const value = typed.get(name);
            return typeof value === "string" ? value.trim() : "";
          };
          setRecurrence({
            expression: read("cron_expression"),
            timezone: read("timezone"),
            minutes: read("duration_minutes"),
          });
        }}
        onSubmit={(event) => {
          // A form whose action React runs itself is emptied afterwards, even when it failed.
          event.preventDefault();
          const data = new FormData(event.currentTarget);
          startTransition(() => dispatch(data));
        }}
        className="grid max-w-3xl gap-5"
      >
        {result !== null && !result.ok && problems.length === 0 && (
          <FailureAlert failure={result} />
        )}
        {whole.length > 0 && <Alert>{whole.map(problemText).join(" ")}</Alert>}
        <InputField
          name="name"
          label={t("maintenance.name")}
          placeholder={t("maintenance.namePlaceholder")}
          problem={problemAt("name")}
          maxLength={MAX_NAME_CHARACTERS}
          autoComplete="off"
        />
        <fieldset className="group/when grid gap-4 sm:grid-cols-2">
          <SelectField
            name="when"
            label={t("maintenance.kind")}
            options={(["once", "recurring"] as const).map((kind) => [
              kind,
              t(`maintenance.${kind}`),
            ])}
          />
          <InputField
            name="timezone"
            label={t("maintenance.timezone")}
            problem={problemAt("timezone")}
            defaultValue={timezone}
            list="timezones"
            autoComplete="off"
            spellCheck={false}
          />
          <datalist id="timezones">
            <option value="UTC" />
            {isHydrated &&
              Intl.supportedValuesOf("timeZone").map((zone) => <option key={zone} value={zone} />)}
          </datalist>
          <InputField
            name="starts_at"
            type="datetime-local"
            label={t("maintenance.startsAt")}
            hint={t("maintenance.startsHint")}
            problem={problemAt("starts_at")}
            className={onlyOnce}
          />
          <InputField
            name="ends_at"
            type="datetime-local"
            label={t("maintenance.endsAt")}
            problem={problemAt("ends_at")}
            className={onlyOnce}
          />
          <InputField
            name="cron_expression"
            label={t("maintenance.cron")}
            hint={t("maintenance.cronHint")}
            placeholder="0 2 * * 0"
            problem={problemAt("cron_expression")}
            autoComplete="off"
            spellCheck={false}
            className={onlyRecurring}
            inputClassName="font-mono"
          />
          <InputField
            name="duration_minutes"
            {...numeric}
            label={t("maintenance.duration")}
            hint={t("maintenance.durationHint", { max: MAX_MAINTENANCE_MINUTES })}
            problem={problemAt("duration_minutes")}
            defaultValue={HOUR_MINUTES}
            min={1}
            max={MAX_MAINTENANCE_MINUTES}
            className={onlyRecurring}
          />
          <NextStarts recurrence={recurrence} />
        </fieldset>
        <Field
          id="routine_ids"
          label={t("maintenance.routines")}
          hint={t("maintenance.routinesHint")}
          problem={problemAt("routine_ids")}
        >
          {(control) => (
            <select
              {...control}
              name="routine_ids"
              multiple
              size={Math.min(8, Math.max(3, routines.length))}
              defaultValue={routineId === null ? [] : [routineId]}
              className={cn(controlClasses, "py-1")}
            >
              {routines.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <TagField
          name="tags"
          label={t("maintenance.tags")}
          problem={problemAt("tags")}
          defaultValue=""
          known={knownTags}
        />
        <div className="flex flex-wrap gap-2 border-t pt-5">
          <Button type="submit" variant="primary" isPending={isPending}>
            {isPending ? t("maintenance.saving") : t("maintenance.create")}
          </Button>
          <Button asChild variant="ghost">
            <Link href="/alerts/maintenance">{t("common.cancel")}</Link>
          </Button>
        </div>
      </form>
    </>
  );
}
