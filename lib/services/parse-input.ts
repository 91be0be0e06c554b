import type { z } from "zod";
import { ValidationError } from "@/lib/domain/errors";
import { toFieldProblems } from "@/lib/domain/field-problems";

/**
 * The input as `schema` reads it.
 * @throws {ValidationError} with every problem at its field.
 */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new ValidationError(toFieldProblems(parsed.error));
  return parsed.data;
}
