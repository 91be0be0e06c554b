"use client";

import { useTranslations } from "next-intl";
import { useId, useRef } from "react";
import { useRoutineSelection } from "@/components/routines/list/routine-selection";
import { Button } from "@/components/ui/button";
import { InputField, verbatim } from "@/components/ui/input-field";
import { splitTagNames } from "@/lib/domain/tags/tag-names";

/** Adds tags to the selected routines, or takes them away. */
export function BulkTags() {
  const t = useTranslations("tags");
  const listId = useId();
  const form = useRef<HTMLFormElement>(null);
  const { knownTags, target, isPending, change } = useRoutineSelection();
  const send = (kind: "tag" | "untag") => {
    if (form.current === null) return;
    const typed = new FormData(form.current).get("bulk_tags");
    const tags = splitTagNames(typeof typed === "string" ? typed : "");
    if (tags.length > 0) change({ change: kind, selection: target, tags });
  };
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPending) send("tag");
      }}
      className="flex flex-wrap items-end gap-2 border-t pt-2"
    >
      <InputField
        name="bulk_tags"
        label={t("bulk")}
        {...verbatim}
        list={listId}
        className="min-w-40 grow sm:max-w-64"
      />
      <datalist id={listId}>
        {knownTags.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Button type="submit" isPending={isPending}>
        {t("add")}
      </Button>
      <Button type="button" isPending={isPending} onClick={() => send("untag")}>
        {t("takeAway")}
      </Button>
    </form>
  );
}
