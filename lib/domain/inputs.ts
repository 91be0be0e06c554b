import { z } from "zod";
import { problem, type ProblemCode } from "@/lib/domain/field-problems";
import { MAX_NAME_CHARACTERS } from "@/lib/domain/routine/routine-options";
import { isPlainText, isVisible } from "@/lib/domain/storable-text";

/**
 * The name of a routine or a workspace, or of anything else that people tell apart by it. It is kept
 * composed (NFC) and without white space at its ends; what can't be seen in it is refused.
 */
export const nameInput = (required: ProblemCode) =>
  z
    .string(problem(required))
    .normalize("NFC")
    .trim()
    .min(1, { ...problem(required), abort: true })
    .max(MAX_NAME_CHARACTERS, problem("name_too_long"))
    .refine(isPlainText, { ...problem("text_not_storable"), abort: true })
    .refine(isVisible, problem("name_not_visible"));

/** A whole number, with one problem for whatever is wrong with it. */
export const wholeNumber = (min: number, max: number, code: ProblemCode) =>
  z.int(problem(code)).min(min, problem(code)).max(max, problem(code));

/** The number of rows of a page, in a query. Its problem names the limit. */
export const pageLimit = (max: number, fallback: number) =>
  z
    .unknown()
    .transform(Number)
    .refine((limit) => Number.isInteger(limit) && limit >= 1 && limit <= max, {
      ...problem("limit_out_of_range"),
      params: { max },
    })
    .meta({ type: "integer", minimum: 1, maximum: max })
    .default(fallback);

/** The cursor of a page, in a query. */
export const cursorParameter = z.string().max(500, problem("cursor_invalid")).optional();

/** An RFC 3339 time, as an instant in UTC. */
export const instantText = z.iso
  .datetime({ offset: true, abort: true, ...problem("instant_invalid") })
  .transform((text) => new Date(text).toISOString())
  .meta({ type: "string", format: "date-time" });

/** An instant in a query, read as a `Date` of a year that the database knows: 1 to 9999. */
export const instantParameter = instantText
  .refine((instant) => /^(?!0000)\d{4}-/.test(instant), problem("instant_invalid"))
  .transform((instant) => new Date(instant));
