import { z } from "zod";

/** A JSON Schema (2020-12), as OpenAPI 3.1 has it. */
export type JsonSchema = Record<string, unknown>;

/** Schemas by name, in the `components` of a document. */
export type NamedSchemas = Map<string, JsonSchema>;

const COMPONENTS = "#/components/schemas/";

/** Bounds that only say that a number is whole. */
const isSafeBound = (value: unknown) =>
  value === Number.MAX_SAFE_INTEGER || value === Number.MIN_SAFE_INTEGER;

/** Formats that say all that their patterns do. */
const KNOWN_FORMATS = new Set(["date-time", "uuid", "email", "uri"]);

function tidy(json: JsonSchema, schema: z.core.$ZodType, io: "input" | "output"): void {
  // Left out by zod where the value is transformed afterwards.
  if (io === "input" && schema instanceof z.ZodDefault) json.default ??= schema.def.defaultValue;
  if (isSafeBound(json.minimum)) delete json.minimum;
  if (isSafeBound(json.maximum)) delete json.maximum;
  if (typeof json.format === "string" && KNOWN_FORMATS.has(json.format)) delete json.pattern;
  // A client must put up with fields that later versions add.
  if (io === "output" && json.additionalProperties === false) delete json.additionalProperties;
}

/** The alternatives that differ: two schemas of zod may be the same in JSON. */
function distinct(options: unknown): unknown {
  if (!Array.isArray(options)) return options;
  const texts = options.map((option) => JSON.stringify(option));
  return options.filter((_, index) => texts.indexOf(texts[index] ?? "") === index);
}

/** The schema without its definitions and its name, with every reference led to the components. */
function moveDefinitions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moveDefinitions);
  if (typeof value !== "object" || value === null) return value;
  const moved: JsonSchema = {};
  for (const [key, part] of Object.entries(value as Record<string, unknown>)) {
    if (key === "$schema" || key === "id" || key === "$defs") continue;
    if (key === "$ref" && typeof part === "string") {
      moved[key] = part.replace("#/$defs/", COMPONENTS);
    } else if (key === "properties") {
      // Here the keys are names of fields, `id` among them.
      moved[key] = Object.fromEntries(
        Object.entries(part as Record<string, unknown>).map(([name, field]) => [
          name,
          moveDefinitions(field),
        ]),
      );
    } else {
      moved[key] = key === "anyOf" ? distinct(moveDefinitions(part)) : moveDefinitions(part);
    }
  }
  return moved;
}

function keep(named: NamedSchemas, name: string, json: JsonSchema): void {
  const known = named.get(name);
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(json)) {
    throw new Error(`Two schemas are called ${name}.`);
  }
  named.set(name, json);
}

/**
 * A zod schema as JSON Schema: of what it reads (`input`) or of what it returns (`output`). Schemas with
 * an `id` in their metadata go to `named`, and are referred to.
 * @throws {Error} where two different schemas have one name, or JSON can't hold what the schema reads.
 */
export function toJsonSchema(
  schema: z.ZodType,
  io: "input" | "output",
  named: NamedSchemas,
): JsonSchema {
  const json: JsonSchema = z.toJSONSchema(schema, {
    io,
    override: ({ zodSchema, jsonSchema }) => tidy(jsonSchema, zodSchema, io),
    // What can't be represented is described by its metadata.
    unrepresentable: "any",
  });
  const { $defs = {} } = json as { $defs?: Record<string, JsonSchema> };
  for (const [name, definition] of Object.entries($defs)) {
    keep(named, name, moveDefinitions(definition) as JsonSchema);
  }
  const moved = moveDefinitions(json) as JsonSchema;
  const { id } = json;
  if (typeof id !== "string") return moved;
  keep(named, id, moved);
  return { $ref: COMPONENTS + id };
}
