"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { useHydrated } from "@/components/hydration/use-hydrated";
import { Field, type FieldFrame } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { verbatim } from "@/components/ui/input-field";
import { isSameTags, joinTagNames, splitTagNames } from "@/lib/domain/tags/tag-names";
import { MAX_TAG_CHARACTERS } from "@/lib/domain/tags/tag-options";

type TagFieldProps = FieldFrame & {
  name: string;
  /** The names of tags, divided by commas. */
  defaultValue: string;
  /** The tags that there are. */
  known: readonly string[];
  /** Called once a tag was added or removed, which fires no event of the form. */
  onChange?: () => void;
  className?: string;
};

/**
 * Tags by their names, which the form sends as one text with commas. Enter and a comma add what is
 * typed, and backspace in the empty input removes the last one. Without a script it is the text itself.
 */
export function TagField({
  name,
  defaultValue,
  known,
  onChange,
  className,
  ...frame
}: TagFieldProps) {
  const t = useTranslations("tags");
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const isHydrated = useHydrated();
  const [names, setNames] = useState(() => splitTagNames(defaultValue));
  const [text, setText] = useState("");

  const change = (next: readonly string[]) => {
    flushSync(() => setNames([...next]));
    onChange?.();
  };
  const has = (name: string) => names.some((other) => isSameTags([other], [name]));
  const add = (typed: string) => {
    const added = splitTagNames(typed).filter((name) => !has(name));
    setText("");
    if (added.length > 0) change([...names, ...added]);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && text.trim() !== "") {
      event.preventDefault();
      add(text);
    } else if (event.key === "Backspace" && text === "" && names.length > 0) {
      change(names.slice(0, -1));
    }
  };

  return (
    <Field id={name} className={className} {...frame}>
      {(control) =>
        isHydrated ? (
          <>
            {names.length > 0 && (
              <ul aria-label={t("chosen")} className="flex flex-wrap gap-1.5">
                {names.map((chosen) => (
                  <li
                    key={chosen}
                    className="flex max-w-full items-center gap-0.5 rounded-control border bg-sunken pl-2"
                  >
                    <span className="truncate text-sm">{chosen}</span>
                    <button
                      type="button"
                      aria-label={t("remove", { name: chosen })}
                      onClick={() => {
                        change(names.filter((other) => other !== chosen));
                        input.current?.focus();
                      }}
                      className="grid size-7 cursor-pointer place-items-center rounded-control text-ink-faint hover:text-ink max-lg:size-9"
                    >
                      <X aria-hidden className="size-3.5" />
                    </button>
                  </li>
                ))}
              </ul>
            )}
            <Input
              {...control}
              ref={input}
              {...verbatim}
              list={listId}
              value={text}
              maxLength={MAX_TAG_CHARACTERS}
              onChange={({ target }) => {
                if (target.value.includes(",")) add(target.value);
                else setText(target.value);
              }}
              onKeyDown={onKeyDown}
              onBlur={() => add(text)}
            />
            <datalist id={listId}>
              {known
                .filter((option) => !has(option))
                .map((option) => (
                  <option key={option} value={option} />
                ))}
            </datalist>
            <input type="hidden" name={name} value={joinTagNames(names)} />
          </>
        ) : (
          <Input {...control} {...verbatim} name={name} defaultValue={defaultValue} />
        )
      }
    </Field>
  );
}
