import { z } from "zod";
import { channelKinds } from "@/lib/domain/channels/channel-options";
import { configSchema } from "@/lib/domain/channels/channel-settings";
import { codeChannel, codeDocument } from "@/lib/domain/code/code-document";

type JsonSchema = z.core.JSONSchema.BaseSchema;

const toJsonSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: addKinds });

/** Each kind of channel has a config of its own. */
function addKinds({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodType;
  jsonSchema: JsonSchema;
}): void {
  // Bounds that only say that a number is whole.
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
  if (zodSchema !== codeChannel) return;
  jsonSchema.allOf = channelKinds
    .filter((kind) => kind !== "PUSH")
    .map((kind) => {
      const { $schema: _, ...config } = toJsonSchema(configSchema(kind));
      return { if: { properties: { kind: { const: kind } } }, then: { properties: { config } } };
    });
}

/** The JSON Schema of the file, for editors: the schemas that read it, as far as they can be written. */
export const codeJsonSchema = (url: string): JsonSchema => ({
  $id: url,
  ...toJsonSchema(codeDocument),
});
