"use client";

import { useTranslations } from "next-intl";
import { startTransition, useActionState } from "react";
import { isTypedKind, kindFields } from "@/components/channels/channel-fields";
import {
  placeOfProblem,
  type ChannelFormState,
  type ChannelFormValues,
} from "@/components/channels/channel-form-values";
import { ChannelOptions, type RoutineChoice } from "@/components/channels/channel-options";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import { CopyButton } from "@/components/page/copy-button";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { InputField, verbatim } from "@/components/ui/input-field";
import { Link } from "@/components/ui/link";
import type { ChannelKind } from "@/lib/domain/channels/channel-options";
import { MAX_NAME_CHARACTERS } from "@/lib/domain/routine/routine-options";

type ChannelFormProps = {
  kind: ChannelKind;
  values: ChannelFormValues;
  /** Whether the channel exists; with a secret, it may stay. */
  saved: { hasSecret: boolean } | null;
  routines: readonly RoutineChoice[];
  action: (state: ChannelFormState, form: FormData) => Promise<ChannelFormState>;
};

/** Creates or changes a channel: the fields of its kind, and everything else in one section that opens. */
export function ChannelForm({ kind, values, saved, routines, action }: ChannelFormProps) {
  const t = useTranslations("channels");
  const problemText = useProblemText();
  const [state, dispatch, isPending] = useActionState(action, {
    values,
    failure: null,
    isSaved: false,
    made: null,
  });
  const { failure, values: shown } = state;
  const problems = failure?.fieldErrors ?? [];
  const problemAt = (name: string) => {
    const found = problems.find((problem) => placeOfProblem(problem) === name);
    return found && problemText(found);
  };
  const fields = isTypedKind(kind) ? kindFields[kind] : null;
  if (state.made !== null) return <SigningKey made={state.made} />;
  return (
    <form
      action={dispatch}
      noValidate
      onSubmit={(event) => {
        // A form whose action React runs itself is emptied afterwards, even when it failed.
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => dispatch(data));
      }}
      className="grid max-w-3xl gap-5"
    >
      {failure !== null &&
        (problems.length === 0 ? (
          <FailureAlert failure={failure} />
        ) : (
          <Alert>
            <p>{t("problems", { count: problems.length })}</p>
            {problems
              .filter((problem) => !isShown(placeOfProblem(problem), fields))
              .map((problem) => (
                <p key={problem.path}>{problemText(problem)}</p>
              ))}
          </Alert>
        ))}
      {fields?.config.map(({ name, hint, placeholder, isRequired }) => (
        <InputField
          {...verbatim}
          key={name}
          id={`config-${name}`}
          name={`config.${name}`}
          label={t(`fields.${name}`)}
          hint={t(`fields.${hint}`)}
          problem={problemAt(`config.${name}`)}
          placeholder={placeholder}
          required={isRequired}
          defaultValue={shown.config[name]}
        />
      ))}
      {isTypedKind(kind) && kind !== "EMAIL" && (
        <InputField
          {...verbatim}
          type="password"
          name="secret"
          autoComplete="off"
          label={t(`secrets.${kind}`)}
          hint={`${t(`secretHints.${kind}`)} ${t(saved?.hasSecret === true ? "keepSecret" : "sealed")}`}
          problem={problemAt("secret")}
          required={kindFields[kind].secret === "required" && saved?.hasSecret !== true}
        />
      )}
      <InputField
        name="name"
        label={t("name")}
        problem={problemAt("name")}
        required
        maxLength={MAX_NAME_CHARACTERS}
        autoComplete="off"
        defaultValue={shown.name}
      />
      <ChannelOptions values={shown} problemAt={problemAt} routines={routines} />
      <div className="flex flex-wrap items-center gap-3 border-t pt-5">
        <Button type="submit" variant="primary" isPending={isPending}>
          {saved === null ? t(isPending ? "creating" : "create") : t(isPending ? "saving" : "save")}
        </Button>
        <span role="status" className="text-ink-soft">
          {state.isSaved && !isPending && t("saved")}
        </span>
      </div>
    </form>
  );
}

/** The signing key that was made for a webhook: its receiver needs it, and it isn't shown again. */
function SigningKey({ made }: { made: NonNullable<ChannelFormState["made"]> }) {
  const t = useTranslations("channels");
  return (
    <Alert variant="success" className="max-w-3xl">
      <p className="font-medium">{t("madeTitle")}</p>
      <p className="mt-1 flex items-start gap-1">
        <code className="min-w-0 font-mono text-sm break-all select-all">{made.signingSecret}</code>
        <CopyButton text={made.signingSecret} />
      </p>
      <p className="mt-1 text-sm text-ink-soft">{t("madeText")}</p>
      <Button asChild variant="primary" className="mt-3">
        <Link href={`/alerts/channels/${made.id}`}>{t("openMade")}</Link>
      </Button>
    </Alert>
  );
}

const options = [
  "name",
  "secret",
  "events",
  "tags",
  "quiet_start",
  "quiet_end",
  "quiet_timezone",
  "reminder_minutes",
  "language",
  "max_per_hour",
];

/** Whether a field of the form shows the problem itself. */
const isShown = (place: string, fields: (typeof kindFields)[keyof typeof kindFields] | null) =>
  options.includes(place) ||
  (fields?.config.some(({ name }) => place === `config.${name}`) ?? false);
