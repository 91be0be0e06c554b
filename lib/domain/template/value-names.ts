/**
 * The values that a request may name between double braces, as in `{{slot_date-1d}}`. None of them holds a
 * character that JSON, XML, a header or a line of text would have to escape.
 */
export const valueNames = [
  "slot",
  "slot_date",
  "slot_unix",
  "previous_slot",
  "run_id",
  "attempt",
] as const;
export type ValueName = (typeof valueNames)[number];

/** The values that are times: a number of days may be added to them, as in `{{slot_date+1d}}`. */
export const timeNames = [
  "slot",
  "slot_date",
  "slot_unix",
  "previous_slot",
] as const satisfies readonly ValueName[];

/** Ten years. */
export const MAX_OFFSET_DAYS = 3_650;
/** Of a whole request. */
export const MAX_VALUES = 50;

/** Two braces as text. */
export const ESCAPED_BRACES = "{{{{";

export const isValueName = (name: string): name is ValueName =>
  valueNames.some((known) => known === name);

export const takesDays = (name: ValueName) => timeNames.some((known) => known === name);

/** Whether there is anything to fill in: a value, or braces that are escaped. */
export const hasBraces = (text: string) => text.includes("{{");

export const inBraces = (text: string) => `{{${text}}}`;
