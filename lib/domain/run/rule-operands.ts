import { compareNumbers, isNumberValue, type JsonNumber } from "@/lib/domain/json/exact-json";
import { MAX_RULE_LENGTH } from "@/lib/domain/run/success-rule-options";

/** The operands of rules, apart from the schema that checks them: a browser shows rules without it. */

const isLength = (value: unknown) =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_RULE_LENGTH;

/** The two numbers that a value lies between, both included; null for anything else. */
export function readRange(operand: unknown): [JsonNumber, JsonNumber] | null {
  if (!Array.isArray(operand) || operand.length !== 2) return null;
  const [from, to] = operand as unknown[];
  return isNumberValue(from) && isNumberValue(to) && compareNumbers(from, to) <= 0
    ? [from, to]
    : null;
}

/** The least and the most of a length, both included, from a whole number or two bounds. */
export function readLength(operand: unknown): { least: number; most: number } | null {
  const bounds: unknown[] = Array.isArray(operand) ? operand : [operand, operand];
  const [least, most, ...more] = bounds;
  if (more.length > 0 || (least === null && most === null)) return null;
  if (![least, most].every((bound) => bound === null || isLength(bound))) return null;
  const length = { least: Number(least), most: most === null ? Infinity : Number(most) };
  return length.least <= length.most ? length : null;
}
