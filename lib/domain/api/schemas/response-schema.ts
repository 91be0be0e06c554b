import { z } from "zod";

/**
 * Names a response schema, where its output is exactly `Dto`: a field that is missing, superfluous or of
 * another type doesn't compile.
 */
export const schemaOf =
  <Dto>(id: string) =>
  <Schema extends z.ZodType<Dto>>(
    schema: Schema &
      ([Dto] extends [z.output<Schema>]
        ? [keyof z.output<Schema>] extends [keyof Dto]
          ? unknown
          : never
        : never),
  ): z.ZodType<Dto> =>
    schema.meta({ id });

/** A value of any kind. */
export const anyJson = (description: string) =>
  z.unknown().meta({
    description,
    type: ["object", "array", "string", "number", "boolean", "null"],
  });

/** An instant, RFC 3339 in UTC. */
export const instant = z.iso.datetime();

export const id = z.uuid();

export const count = z.int().min(0);

/** A page of a list. */
export const pageOf = (item: z.ZodType) =>
  z.object({
    data: z.array(item),
    next_cursor: z
      .string()
      .nullable()
      .describe("The `cursor` of the next page; null on the last one."),
  });
