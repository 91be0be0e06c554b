import { z } from "zod";
import { problem } from "@/lib/domain/field-problems";
import { alertPolicy, type AlertPolicy } from "@/lib/domain/incidents/alert-policy";
import { isPlainText, isVisible } from "@/lib/domain/storable-text";
import { distinctTagNames, splitTagNames } from "@/lib/domain/tags/tag-names";
import {
  MAX_ROUTINE_TAGS,
  MAX_TAG_CHARACTERS,
  tagColors,
  type TagColor,
} from "@/lib/domain/tags/tag-options";

/** A tag in the wire format. */
export type TagDto = {
  id: string;
  name: string;
  color: TagColor;
  /** The policy of its routines that have none of their own; null: inherited. */
  alert_policy: AlertPolicy | null;
  /** How many routines have it. */
  routines: number;
  created_at: string;
};

/** The name of a tag: composed (NFC), without white space at its ends, and without a comma. */
export const tagName = z
  .string(problem("tags_not_a_list"))
  .normalize("NFC")
  .trim()
  .min(1, { ...problem("tag_name_required"), abort: true })
  .max(MAX_TAG_CHARACTERS, problem("tag_name_too_long"))
  .refine(isPlainText, { ...problem("text_not_storable"), abort: true })
  .refine(isVisible, problem("name_not_visible"))
  .refine((name) => !name.includes(","), problem("tag_name_with_comma"));

/** The tags of a routine, by name. A name that is repeated counts once, in its first spelling. */
export const routineTags = z
  .array(tagName, problem("tags_not_a_list"))
  .transform(distinctTagNames)
  .meta({ type: "array", items: { type: "string" } })
  .refine((names) => names.length <= MAX_ROUTINE_TAGS, problem("tags_too_many"));

/** The tags of a filter: one text with commas, or several texts. A routine must have all of them. */
export const tagFilter = z
  .union([z.string(), z.array(z.string())], problem("tags_not_a_list"))
  .transform((texts) => [texts].flat().flatMap(splitTagNames))
  .pipe(routineTags);

export const updateTagInput = z.strictObject({
  name: tagName.optional(),
  color: z.enum(tagColors, problem("tag_color_unknown")).optional(),
  alert_policy: alertPolicy.nullable().optional(),
});

/** The colour that a tag has until someone chooses another: the same for the same name. */
export function defaultTagColor(name: string): TagColor {
  let sum = 0;
  for (const character of name.toLowerCase()) {
    sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_009;
  }
  return tagColors[sum % tagColors.length] ?? tagColors[0];
}
