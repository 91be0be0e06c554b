"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useHydrated } from "@/components/hydration/use-hydrated";
import {
  checkKinds,
  emptyCheck,
  type CheckPlace,
  type CheckRow,
} from "@/components/routines/form/rule-form-values";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import {
  MAX_PATTERN_CHARACTERS,
  MAX_RULE_VALUE_CHARACTERS,
} from "@/lib/domain/run/success-rule-options";

type ProblemOfCheck = (place: CheckPlace) => string | undefined;

type CheckFieldsProps = {
  row: CheckRow;
  index: number;
  problemAt: ProblemOfCheck;
  /** Null where nothing can be removed: without a script an empty row says nothing anyway. */
  remove: (() => void) | null;
};

const onlyOfHeaders = "hidden group-has-[option[value^=header]:checked]/check:inline";
const onlyOfPaths = "group-has-[option[value^=header]:checked]/check:hidden";
const onlyOfPatterns = "hidden group-has-[option[value=body_matches]:checked]/check:inline";
const onlyOfScalars = "hidden group-has-[option[value$=equals][value^=json]:checked]/check:inline";

/** One check: what it looks at, where, and what it compares with. Only what its kind needs is seen. */
function CheckFields({ row, index, problemAt, remove }: CheckFieldsProps) {
  const t = useTranslations("routineForm");
  const position = index + 1;
  const id = `check-${position}`;
  const problemOf = (part: keyof CheckRow) => problemAt({ row: index, part });
  const ofCheck = <span className="sr-only">{t("checkOf", { position })} </span>;
  const Value = row.value.includes("\n") ? Textarea : Input;
  return (
    <li className="group/check relative grid gap-x-2 gap-y-3 sm:flex sm:pr-13 lg:pr-11">
      <Field
        id={id}
        label={t("check", { position })}
        problem={problemOf("check")}
        className="max-sm:pr-13 sm:w-52 sm:shrink-0"
      >
        {(control) => (
          <Select {...control} name="check" defaultValue={row.check}>
            {checkKinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`checkKinds.${kind}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field
        id={`${id}-target`}
        label={
          <>
            {ofCheck}
            <span className={onlyOfPaths}>{t("checkPath")}</span>
            <span className={onlyOfHeaders}>{t("checkHeader")}</span>
          </>
        }
        hint={<span className={onlyOfPaths}>{t("checkPathHint")}</span>}
        problem={problemOf("target")}
        className="group-has-[option[value^=body]:checked]/check:hidden sm:flex-1"
      >
        {(control) => (
          <Input
            {...control}
            name="check_target"
            defaultValue={row.target}
            maxLength={MAX_PATTERN_CHARACTERS}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      <Field
        id={`${id}-value`}
        label={
          <>
            {ofCheck}
            {t("checkValue")}
          </>
        }
        hint={
          <>
            <span className={onlyOfPatterns}>{t("checkPatternHint")}</span>
            <span className={onlyOfScalars}>{t("checkScalarHint")}</span>
          </>
        }
        problem={problemOf("value")}
        className="group-has-[option[value$=exists]:checked]/check:hidden sm:flex-1"
      >
        {(control) => (
          <Value
            {...control}
            name="check_value"
            defaultValue={row.value}
            maxLength={MAX_RULE_VALUE_CHARACTERS}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="font-mono"
          />
        )}
      </Field>
      {remove !== null && (
        <Button
          type="button"
          variant="ghost"
          size="icon"
          onClick={remove}
          aria-label={t("removeCheck", { position })}
          title={t("removeCheck", { position })}
          className="absolute top-6.5 right-0"
        >
          <X aria-hidden />
        </Button>
      )}
    </li>
  );
}

type CheckRowsProps = {
  initial: readonly CheckRow[];
  problemAt: ProblemOfCheck;
  /** Called once the fields are there, or gone. */
  onRowsChange: () => void;
};

/** The checks of an answer as rows. Without a script there is an empty one more to fill in. */
export function CheckRows({ initial, problemAt, onRowsChange }: CheckRowsProps) {
  const t = useTranslations("routineForm");
  const isHydrated = useHydrated();
  const group = useRef<HTMLFieldSetElement>(null);
  const [rows, setRows] = useState(() => initial.map((row, key) => ({ key, row })));
  const [nextKey, setNextKey] = useState(initial.length);
  const [removed, setRemoved] = useState<number | null>(null);

  const focusRow = (index: number) => {
    const controls = group.current?.querySelectorAll<HTMLElement>("select, button[data-add]");
    controls?.[index]?.focus();
  };
  const add = () => {
    flushSync(() => {
      setRows([...rows, { key: nextKey, row: emptyCheck }]);
      setNextKey(nextKey + 1);
      setRemoved(null);
    });
    onRowsChange();
    focusRow(rows.length);
  };
  const remove = (index: number) => {
    flushSync(() => {
      setRows(rows.filter((_, other) => other !== index));
      setRemoved(index + 1);
    });
    onRowsChange();
    focusRow(index);
  };

  return (
    <fieldset ref={group} className="border-t pt-4">
      <legend className="contents text-sm font-medium">{t("checksTitle")}</legend>
      <ul className="mt-3 grid gap-5 empty:hidden sm:gap-4">
        {rows.map(({ key, row }, index) => (
          <CheckFields
            key={key}
            row={row}
            index={index}
            problemAt={problemAt}
            remove={isHydrated ? () => remove(index) : null}
          />
        ))}
      </ul>
      <noscript>
        <ul className="mt-4">
          <CheckFields row={emptyCheck} index={rows.length} problemAt={problemAt} remove={null} />
        </ul>
      </noscript>
      {isHydrated && (
        <div className="mt-3">
          <Button type="button" size="sm" onClick={add} data-add>
            <Plus aria-hidden />
            {t("addCheck")}
          </Button>
        </div>
      )}
      <span role="status" className="sr-only">
        {removed !== null && t("checkRemoved", { position: removed })}
      </span>
    </fieldset>
  );
}
