import { useTranslations } from "next-intl";
import { useProblemText } from "@/components/forms/use-problem-text";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { InputField, numeric } from "@/components/ui/input-field";
import type { FieldProblem } from "@/lib/domain/errors";
import {
  MAX_REPLAY_PACE,
  MIN_REPLAY_PACE,
  replayableStates,
  type ReplayableState,
} from "@/lib/domain/replays/replay-options";

/** What a replay is asked for, as the controls write it. */
export type ReplayFormValues = {
  from: string;
  to: string;
  statuses: readonly ReplayableState[];
  pace: number;
};

type ReplayFormProps = {
  path: string;
  values: ReplayFormValues;
  timezone: string;
  problems: readonly FieldProblem[];
};

/** Asks which slots of a routine are to be run again. The page shows what that means. */
export function ReplayForm({ path, values, timezone, problems }: ReplayFormProps) {
  const t = useTranslations("replays");
  const problemText = useProblemText();
  const problemOf = (field: string) => {
    const found = problems.find(({ path: at }) => at.split(".")[0] === field);
    return found && problemText(found);
  };
  return (
    <form action={path} className="grid max-w-2xl gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <InputField
          key={`from ${values.from}`}
          name="from"
          type="datetime-local"
          label={t("from", { timezone })}
          required
          defaultValue={values.from}
          problem={problemOf("from")}
        />
        <InputField
          key={`to ${values.to}`}
          name="to"
          type="datetime-local"
          label={t("to", { timezone })}
          required
          defaultValue={values.to}
          problem={problemOf("to")}
        />
      </div>
      <fieldset>
        <legend className="font-medium">{t("statuses")}</legend>
        <div className="mt-1 flex flex-wrap gap-x-5">
          {replayableStates.map((state) => (
            <label key={state} className="inline-flex min-h-9 items-center gap-2 max-lg:min-h-11">
              <Checkbox
                name="status"
                value={state}
                defaultChecked={values.statuses.includes(state)}
              />
              {t(`was.${state}`)}
            </label>
          ))}
        </div>
        <p className="text-sm text-failed empty:hidden">{problemOf("statuses")}</p>
      </fieldset>
      <InputField
        key={`pace ${values.pace}`}
        name="pace"
        {...numeric}
        min={MIN_REPLAY_PACE}
        max={MAX_REPLAY_PACE}
        label={t("pace")}
        hint={t("paceHint")}
        required
        defaultValue={values.pace}
        problem={problemOf("pace")}
        className="max-w-60"
      />
      <div>
        <Button type="submit">{t("preview")}</Button>
      </div>
    </form>
  );
}
