"use client";

import { useTranslations } from "next-intl";
import { startTransition, useActionState } from "react";
import { FailureAlert } from "@/components/forms/failure-alert";
import { useProblemText } from "@/components/forms/use-problem-text";
import type { FormAction } from "@/components/settings/confirm-form";
import { Button } from "@/components/ui/button";
import { InputField } from "@/components/ui/input-field";
import { SelectField } from "@/components/ui/select-field";
import type { TagDto } from "@/lib/domain/tags/tag";
import { MAX_TAG_CHARACTERS, tagColors } from "@/lib/domain/tags/tag-options";

/** The name and the colour of a tag. */
export function TagForm({ tag, action }: { tag: TagDto; action: FormAction }) {
  const t = useTranslations();
  const problemText = useProblemText();
  const [result, dispatch, isPending] = useActionState(action, null);
  const problems = result === null || result.ok ? [] : result.fieldErrors;
  const problemAt = (path: string) => {
    const problem = problems.find((item) => item.path === path);
    return problem && problemText(problem);
  };
  return (
    <form
      action={dispatch}
      onSubmit={(event) => {
        // A form whose action React runs itself is emptied afterwards, even when it failed.
        event.preventDefault();
        const data = new FormData(event.currentTarget);
        startTransition(() => dispatch(data));
      }}
      className="grid justify-items-start gap-3"
    >
      <div className="flex w-full flex-wrap gap-3">
        <InputField
          id={`name-${tag.id}`}
          name="name"
          label={t("tags.name")}
          problem={problemAt("name")}
          defaultValue={tag.name}
          maxLength={MAX_TAG_CHARACTERS}
          autoComplete="off"
          className="min-w-40 grow sm:max-w-64"
        />
        <SelectField
          id={`color-${tag.id}`}
          name="color"
          label={t("tags.color")}
          problem={problemAt("color")}
          defaultValue={tag.color}
          options={tagColors.map((color) => [color, t(`tags.colors.${color}`)])}
          className="w-36"
        />
      </div>
      {result !== null && !result.ok && problems.length === 0 && <FailureAlert failure={result} />}
      <div className="flex items-center gap-3">
        <Button type="submit" isPending={isPending}>
          {t("settings.save")}
        </Button>
        <span role="status" className="text-ink-soft">
          {result?.ok && !isPending && t("settings.saved")}
        </span>
      </div>
    </form>
  );
}
