"use client";

import { useTranslations } from "next-intl";
import { startTransition, useRef } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import type { PreviewState } from "@/components/routines/import/import-state";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FileInput } from "@/components/ui/file-input";
import { InputField, verbatim } from "@/components/ui/input-field";
import { SelectField } from "@/components/ui/select-field";
import { Textarea } from "@/components/ui/textarea";
import { importSources, MAX_IMPORT_BYTES } from "@/lib/domain/imports/import-source";

type ImportFormProps = {
  action: (form: FormData) => void;
  isPending: boolean;
  state: PreviewState;
};

/** The text, pasted or from a file, and what it doesn't say itself. The text isn't kept after the preview. */
export function ImportForm({ action, isPending, state }: ImportFormProps) {
  const t = useTranslations("imports");
  const problemText = useProblemText();
  const area = useRef<HTMLTextAreaElement>(null);
  const failure = state === null || state.result.ok ? null : state.result;
  const problems = failure?.fieldErrors ?? [];
  const fields = ["text", "source", "base_url", "timezone", "schedule"];
  const problemAt = (path: string) =>
    problems.filter((each) => each.path === path).map(problemText)[0];
  const others = problems.filter(({ path }) => !fields.includes(path));
  const needsBase =
    state?.result.ok === true && state.result.preview.needs.includes("base_url")
      ? t("baseUrlNeeded")
      : undefined;
  return (
    <form
      action={action}
      onSubmit={(event) => {
        // A form whose action React runs itself is emptied at once, also where the text has a problem.
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => action(data));
      }}
      className="grid max-w-3xl gap-5"
    >
      <Field id="import-text" label={t("text")} hint={t("textHint")} problem={problemAt("text")}>
        {(control) => (
          <Textarea
            {...control}
            {...verbatim}
            ref={area}
            name="text"
            rows={10}
            placeholder={t("textPlaceholder")}
            className="font-mono"
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => {
              const [file] = event.dataTransfer.files;
              if (file === undefined) return;
              event.preventDefault();
              if (file.size > MAX_IMPORT_BYTES) return;
              void file.text().then((text) => {
                if (area.current !== null) area.current.value = text;
              });
            }}
          />
        )}
      </Field>
      <Field id="import-file" label={t("file")} hint={t("fileHint")}>
        {(control) => <FileInput {...control} name="file" />}
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <SelectField
          id="import-source"
          name="source"
          label={t("source")}
          hint={t("sourceHint")}
          problem={problemAt("source")}
          defaultValue={state?.choices.source ?? ""}
          options={[
            ["", t("sources.detected")],
            ...importSources.map((source) => [source, t(`sources.${source}`)] as const),
          ]}
        />
        <InputField
          {...verbatim}
          id="import-timezone"
          name="timezone"
          label={t("timezone")}
          hint={t("timezoneHint")}
          problem={problemAt("timezone")}
          defaultValue={state?.choices.timezone ?? ""}
        />
        <InputField
          {...verbatim}
          id="import-base-url"
          name="base_url"
          label={t("baseUrl")}
          hint={t("baseUrlHint")}
          problem={problemAt("base_url") ?? needsBase}
          defaultValue={state?.choices.base_url ?? ""}
          inputClassName="font-mono"
        />
        <InputField
          {...verbatim}
          id="import-schedule"
          name="schedule"
          label={t("schedule")}
          hint={t("scheduleHint")}
          problem={problemAt("schedule")}
          defaultValue={state?.choices.schedule ?? ""}
          inputClassName="font-mono"
        />
      </div>
      {others.length > 0 && <Alert>{others.map(problemText).join(" ")}</Alert>}
      {failure !== null && problems.length === 0 && <FailureAlert failure={failure} />}
      <div>
        <Button
          type="submit"
          variant={state?.result.ok === true ? "secondary" : "primary"}
          isPending={isPending}
        >
          {t("preview")}
        </Button>
      </div>
    </form>
  );
}
