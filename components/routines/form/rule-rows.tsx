"use client";

import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useHydrated } from "@/components/hydration/use-hydrated";
import {
  ANY,
  emptyRow,
  IGNORE_CASE,
  ruleChoices,
  type RulePlace,
  type RuleRow,
} from "@/components/routines/form/rule-row";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { InputField, verbatim } from "@/components/ui/input-field";
import { SelectField } from "@/components/ui/select-field";
import { Textarea } from "@/components/ui/textarea";
import {
  MAX_PATTERN_CHARACTERS,
  MAX_RULE_VALUE_CHARACTERS,
  MAX_RULE_VALUES,
  mayLeadToMany,
} from "@/lib/domain/run/success-rule-options";

/** Room for quotes, commas and blanks around the values of a list. */
const MAX_VALUE_FIELD_CHARACTERS = MAX_RULE_VALUE_CHARACTERS + 4 * MAX_RULE_VALUES;

type ProblemOfRow = (place: RulePlace) => string | undefined;

type RowFieldsProps = {
  row: RuleRow;
  /** The row's target as it is typed now. */
  target: string;
  index: number;
  problemAt: ProblemOfRow;
  /** Null where nothing can be removed: without a script, an empty row asks for nothing. */
  remove: (() => void) | null;
};

const onlyOfHeaders = "hidden group-has-[option[value^=header]:checked]/rule:inline";
const onlyOfPaths = "group-has-[option[value^=header]:checked]/rule:hidden";
const onlyOfPatterns = "hidden group-has-[option[value$=matches]:checked]/rule:inline";
const onlyOfScalars = "hidden group-has-[option[value$=equals][value^=json]:checked]/rule:inline";
const onlyOfLists = "hidden group-has-[option[value$=of]:checked]/rule:inline";
const onlyOfLengths = "hidden group-has-[option[value$=length]:checked]/rule:inline";
const onlyOfRanges =
  "hidden group-has-[option[value$=between]:checked]/rule:inline group-has-[option[value$=length]:checked]/rule:inline";
const notOfRanges =
  "group-has-[option[value$=between]:checked]/rule:hidden group-has-[option[value$=length]:checked]/rule:hidden";
const fieldOfRanges =
  "hidden group-has-[option[value$=between]:checked]/rule:grid group-has-[option[value$=length]:checked]/rule:grid";
const fieldOfBodies = "hidden group-has-[option[value^=body]:checked]/rule:grid";
// Which values a path leads to is known once it is typed: `any` stays, and means nothing otherwise.
const fieldOfWildcards =
  "hidden group-has-[option[value^=json]:checked]/rule:group-has-[input[data-wildcard]]/rule:grid";

/** One rule: what it looks at, where, and what it compares with. Only the fields that it needs are shown. */
function RowFields({ row, target, index, problemAt, remove }: RowFieldsProps) {
  const t = useTranslations("routineForm");
  const position = index + 1;
  const id = `rule-${position}`;
  const problemOf = (part: keyof RuleRow) => problemAt({ row: index, part });
  const ofRule = <span className="sr-only">{t("ruleOf", { position })} </span>;
  const Value = row.value.includes("\n") ? Textarea : Input;
  return (
    <li className="group/rule relative grid gap-x-2 gap-y-3 sm:flex sm:flex-wrap sm:pr-13 lg:pr-11">
      <SelectField
        id={id}
        name="rule"
        label={t("rule", { position })}
        problem={problemOf("rule")}
        defaultValue={row.rule}
        options={ruleChoices.map((choice) => [choice, t(`ruleChoices.${choice}`)])}
        className="max-sm:pr-13 sm:w-56 sm:shrink-0"
      />
      <InputField
        id={`${id}-target`}
        name="rule_target"
        {...verbatim}
        label={
          <>
            {ofRule}
            <span className={onlyOfPaths}>{t("rulePath")}</span>
            <span className={onlyOfHeaders}>{t("ruleHeader")}</span>
          </>
        }
        hint={<span className={onlyOfPaths}>{t("rulePathHint")}</span>}
        problem={problemOf("target")}
        defaultValue={row.target}
        maxLength={MAX_PATTERN_CHARACTERS}
        className="group-has-[option[value^=body]:checked]/rule:hidden sm:min-w-40 sm:flex-1"
        inputClassName="font-mono"
        data-wildcard={mayLeadToMany(target.trim()) || undefined}
      />
      <Field
        id={`${id}-value`}
        label={
          <>
            {ofRule}
            <span className={notOfRanges}>{t("ruleValue")}</span>
            <span className={onlyOfRanges}>{t("ruleFrom")}</span>
          </>
        }
        hint={
          <>
            <span className={onlyOfPatterns}>{t("rulePatternHint")}</span>
            <span className={onlyOfScalars}>{t("ruleScalarHint")}</span>
            <span className={onlyOfLists}>{t("ruleListHint")}</span>
            <span className={onlyOfLengths}>{t("ruleLengthHint")}</span>
          </>
        }
        problem={problemOf("value")}
        className="group-has-[option[value$=exists]:checked]/rule:hidden sm:min-w-28 sm:flex-1"
      >
        {(control) => (
          <Value
            {...control}
            name="rule_value"
            defaultValue={row.value}
            maxLength={MAX_VALUE_FIELD_CHARACTERS}
            {...verbatim}
            className="font-mono"
          />
        )}
      </Field>
      <InputField
        id={`${id}-to`}
        name="rule_to"
        {...verbatim}
        label={
          <>
            {ofRule}
            {t("ruleTo")}
          </>
        }
        problem={problemOf("to")}
        defaultValue={row.to}
        maxLength={MAX_RULE_VALUE_CHARACTERS}
        className={cn(fieldOfRanges, "sm:min-w-28 sm:flex-1")}
        inputClassName="font-mono"
      />
      <SelectField
        id={`${id}-letter-case`}
        name="rule_letter_case"
        label={
          <>
            {ofRule}
            {t("ruleLetterCase")}
          </>
        }
        problem={problemOf("letter_case")}
        defaultValue={row.letter_case}
        options={[
          ["", t("ruleCaseMatters")],
          [IGNORE_CASE, t("ruleCaseIgnored")],
        ]}
        className={cn(fieldOfBodies, "sm:w-40 sm:shrink-0")}
      />
      <SelectField
        id={`${id}-quantifier`}
        name="rule_quantifier"
        label={
          <>
            {ofRule}
            {t("ruleQuantifier")}
          </>
        }
        problem={problemOf("quantifier")}
        defaultValue={row.quantifier}
        options={[
          ["", t("ruleQuantifierAll")],
          [ANY, t("ruleQuantifierAny")],
        ]}
        className={cn(fieldOfWildcards, "sm:w-40 sm:shrink-0")}
      />
      {remove !== null && (
        <Button
          type="button"
          variant="ghost"
          size="icon"
          onClick={remove}
          aria-label={t("removeRule", { position })}
          title={t("removeRule", { position })}
          className="absolute top-6.5 right-0"
        >
          <X aria-hidden />
        </Button>
      )}
    </li>
  );
}

type RuleRowsProps = {
  initial: readonly RuleRow[];
  /** The rows as they are typed now. */
  draft: readonly RuleRow[];
  /** Rows that were picked elsewhere, first to last; each is added once. */
  picked: readonly RuleRow[];
  problemAt: ProblemOfRow;
  /** Called once fields have been added or removed. */
  onRowsChange: () => void;
};

/** The rules for the response as rows. Without a script there is an empty row to fill in. */
export function RuleRows({ initial, draft, picked, problemAt, onRowsChange }: RuleRowsProps) {
  const t = useTranslations("routineForm");
  const isHydrated = useHydrated();
  const group = useRef<HTMLFieldSetElement>(null);
  const [rows, setRows] = useState(() => initial.map((row, key) => ({ key, row })));
  const [nextKey, setNextKey] = useState(initial.length);
  const [removed, setRemoved] = useState<number | null>(null);

  const focusRow = (index: number) => {
    const controls = group.current?.querySelectorAll<HTMLElement>(
      "select[name=rule], button[data-add]",
    );
    controls?.[index]?.focus();
  };
  const append = (added: readonly RuleRow[]) => {
    setRows([...rows, ...added.map((row, index) => ({ key: nextKey + index, row }))]);
    setNextKey(nextKey + added.length);
    setRemoved(null);
  };
  const add = () => {
    flushSync(() => append([emptyRow]));
    onRowsChange();
    focusRow(rows.length);
  };
  const [pickedCount, setPickedCount] = useState(picked.length);
  if (picked.length > pickedCount) {
    setPickedCount(picked.length);
    append(picked.slice(pickedCount));
  }
  const showPicked = useEffectEvent(() => {
    const section = group.current?.closest("details");
    if (section) section.open = true;
    onRowsChange();
    focusRow(rows.length - 1);
  });
  useEffect(() => {
    if (pickedCount > 0) showPicked();
  }, [pickedCount]);
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
      <legend className="contents text-sm font-medium">{t("ruleRowsTitle")}</legend>
      <ul className="mt-3 grid gap-5 empty:hidden">
        {rows.map(({ key, row }, index) => (
          <RowFields
            key={key}
            row={row}
            target={draft[index]?.target ?? ""}
            index={index}
            problemAt={problemAt}
            remove={isHydrated ? () => remove(index) : null}
          />
        ))}
      </ul>
      <noscript>
        <ul className="mt-4">
          <RowFields
            row={emptyRow}
            target="$.*"
            index={rows.length}
            problemAt={problemAt}
            remove={null}
          />
        </ul>
      </noscript>
      {isHydrated && (
        <div className="mt-3">
          <Button type="button" size="sm" onClick={add} data-add>
            <Plus aria-hidden />
            {t("addRule")}
          </Button>
        </div>
      )}
      <span role="status" className="sr-only">
        {removed !== null && t("ruleRemoved", { position: removed })}
      </span>
    </fieldset>
  );
}
