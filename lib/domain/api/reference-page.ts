import type { JsonSchema } from "@/lib/domain/api/json-schema";
import type { OpenApiDocument } from "@/lib/domain/api/openapi-document";
import { problemAnchor, problemCodes, problemTypes } from "@/lib/domain/api/problem-types";

/** The reference of the API as Markdown, made from its description: every operation with a line for curl. */

type Parameter = {
  $ref?: string;
  name: string;
  in: string;
  required: boolean;
  description?: string;
  schema: JsonSchema;
  example?: unknown;
};

type Operation = {
  operationId: string;
  tags: [string];
  summary: string;
  description: string;
  security: Record<string, unknown>[];
  parameters: Parameter[];
  requestBody?: {
    required: boolean;
    content: Record<string, { schema: JsonSchema; example?: unknown }>;
  };
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: JsonSchema }> }>;
};

type Tag = { name: string; description: string };

const PROBLEM = "application/problem+json";

/** Said once, at the top. */
const WORKSPACE = "OpsPulse-Workspace";

const COMPONENT = "#/components/schemas/";

const isObject = (value: unknown): value is JsonSchema =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const listOf = (value: unknown): JsonSchema[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

/** In a cell, a line break or a bar would end it. */
const cell = (text: string) => text.replace(/\s+/g, " ").replaceAll("|", "\\|");

const code = (value: unknown) => `\`${String(value)}\``;

/** The words for what a value can be. */
function typeOf(schema: JsonSchema): string {
  const { $ref, type, format, items } = schema;
  if (typeof $ref === "string") {
    const name = $ref.slice(COMPONENT.length);
    return `[${name}](#${name.toLowerCase()})`;
  }
  const options = [...listOf(schema.anyOf), ...listOf(schema.oneOf)];
  if (options.length > 0) return [...new Set(options.map(typeOf))].join(" or ");
  if ("const" in schema) return code(JSON.stringify(schema.const));
  if (Array.isArray(schema.enum)) return schema.enum.map(code).join(", ");
  if (type === "array") return `list of ${isObject(items) ? typeOf(items) : "anything"}`;
  if (Array.isArray(type)) return type.join(" or ");
  if (typeof type !== "string") return "anything";
  return typeof format === "string" && type === "string" ? format : type;
}

const bounds = [
  ["minimum", "at least"],
  ["maximum", "at most"],
  ["minLength", "characters: at least"],
  ["maxLength", "characters: at most"],
  ["minItems", "entries: at least"],
  ["maxItems", "entries: at most"],
] as const;

function notesOf(schema: JsonSchema, description?: string): string {
  const text = description ?? (typeof schema.description === "string" ? schema.description : null);
  const limits = bounds.flatMap(([name, words]) =>
    typeof schema[name] === "number" && !(name.startsWith("min") && schema[name] === 0)
      ? [`${words} ${String(schema[name])}`]
      : [],
  );
  const isShort = JSON.stringify(schema.default ?? "").length < 60;
  const fallback =
    "default" in schema && isShort ? [`default ${code(JSON.stringify(schema.default))}`] : [];
  const rest = [...limits, ...fallback].join("; ");
  return [text, rest === "" ? null : `${rest.charAt(0).toUpperCase()}${rest.slice(1)}.`]
    .filter((part) => part !== null)
    .join(" ");
}

type Field = { name: string; schema: JsonSchema; isRequired: boolean };

/** Fields of one name, from the alternatives of a union, as one. */
const joinAlternatives = (fields: readonly Field[]): Field[] =>
  [...Map.groupBy(fields, ({ name }) => name).values()].map((same) => {
    const [first] = same as [Field, ...Field[]];
    const isRequired = same.every((field) => field.isRequired);
    return same.length === 1
      ? first
      : { ...first, isRequired, schema: { anyOf: same.map(({ schema }) => schema) } };
  });

/** The fields of an object, those of its alternatives below a path of their own. */
function fieldsOf(schema: JsonSchema): Field[] {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).flatMap(([name, field]): Field[] => {
    if (!isObject(field)) return [];
    const own = { name, schema: field, isRequired: required.includes(name) };
    const inner = isObject(field.items) ? field.items : field;
    const mark = inner === field ? "" : "[]";
    const below = joinAlternatives(
      [inner, ...listOf(inner.anyOf), ...listOf(inner.oneOf)].flatMap(fieldsOf),
    );
    return [own, ...below.map((one) => ({ ...one, name: `${name}${mark}.${one.name}` }))];
  });
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] => [
  "",
  `| ${head.join(" | ")} |`,
  `|${" --- |".repeat(head.length)}`,
  ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`),
];

const fieldTable = (fields: readonly Field[]) =>
  table(
    ["field", "type", "notes"],
    fields.map(({ name, schema, isRequired }) => [
      code(name) + (isRequired ? "" : "?"),
      typeOf(schema),
      notesOf(schema),
    ]),
  );

/** A text in single quotes of a shell. */
const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The variable of a shell that stands for a part of a path: `$RUN_ID` for `runId`. */
const variableOf = (name: string) => `$${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`;

/** The line that sends an operation with curl, with the example of its body. */
function curlLine(
  baseUrl: string,
  { path, method }: { path: string; method: string },
  operation: Operation,
): string {
  const query = operation.parameters
    .filter(({ example, in: place }) => place === "query" && example !== undefined)
    .map(({ name, example }) => `${name}=${encodeURIComponent(String(example))}`);
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => variableOf(name));
  const url = `${baseUrl}${filled}${query.length > 0 ? `?${query.join("&")}` : ""}`;
  const secret = /`([A-Z]+_(?:SECRET|TOKEN))`/.exec(operation.description)?.[1];
  const isOperators = operation.security.some((scheme) => "operatorSecret" in scheme);
  const credential = isOperators ? (secret ?? "OPERATOR_SECRET") : "OPSPULSE_KEY";
  const [type, media] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const body = media?.example;
  return [
    "curl -sS",
    ...(method === "get" ? [] : [`-X ${method.toUpperCase()}`]),
    `"${url}"`,
    ...(operation.security.length > 0 ? [`-H "Authorization: Bearer $${credential}"`] : []),
    ...(body === undefined
      ? []
      : [
          `-H 'Content-Type: ${type ?? "application/json"}'`,
          `-d ${quote(typeof body === "string" ? body : JSON.stringify(body))}`,
        ]),
  ].join(" ");
}

function describeParameters(document: OpenApiDocument, { parameters }: Operation): string[] {
  const { parameters: shared = {} } = document.components;
  const found = parameters
    .map((parameter) =>
      parameter.$ref === undefined
        ? parameter
        : (shared[parameter.$ref.split("/").at(-1) ?? ""] as Parameter),
    )
    .filter(({ name }) => name !== WORKSPACE);
  if (found.length === 0) return [];
  return table(
    ["parameter", "in", "type", "notes"],
    found.map(({ name, in: place, required, schema, description }) => [
      code(name) + (required ? "" : "?"),
      place,
      typeOf(schema),
      notesOf(schema, description),
    ]),
  );
}

function describeBody(document: OpenApiDocument, { requestBody }: Operation): string[] {
  if (requestBody === undefined) return [];
  const [media] = Object.values(requestBody.content);
  const name = typeof media?.schema.$ref === "string" ? media.schema.$ref.split("/").at(-1) : null;
  const schema = document.components.schemas[name ?? ""] ?? media?.schema ?? {};
  const types = Object.keys(requestBody.content).map(code).join(" or ");
  const options = [schema, ...listOf(schema.anyOf), ...listOf(schema.oneOf)];
  const fields = joinAlternatives(options.flatMap(fieldsOf));
  return [
    "",
    `**Body**${requestBody.required ? "" : " (may be left out)"}, ${types}`,
    ...(fields.length > 0 ? fieldTable(fields) : []),
  ];
}

/** The codes of a status, each with a link to what it means. */
const linksOf = (status: string): string[] =>
  problemCodes
    .filter((name) => String(problemTypes[name].status) === status)
    .map((name) => `[${code(name)}](reference/problems.md#${problemAnchor(name)})`);

function describeResponses({ responses }: Operation): string[] {
  const all = Object.entries(responses);
  const rows = all.flatMap(([status, { $ref, content = {} }]) => {
    if ($ref !== undefined) return [];
    const bodies = Object.entries(content).map(([type, { schema }]) =>
      type === PROBLEM ? linksOf(status).join(", ") : bodyText(type, schema),
    );
    return [[code(status), bodies.length === 0 ? "no body" : bodies.join(", or ")]];
  });
  const problems = all.flatMap(([status, { $ref }]) => ($ref === undefined ? [] : linksOf(status)));
  return [...table(["status", "response"], rows), "", `Problems: ${problems.join(", ")}.`];
}

/** What a response holds: the fields of an object that has no name, else the name. */
function bodyText(type: string, schema: JsonSchema): string {
  if (type !== "application/json") return code(type);
  const fields = fieldsOf(schema).filter(({ name }) => !/[.[]/.test(name));
  return "$ref" in schema || fields.length === 0
    ? typeOf(schema)
    : fields.map(({ name, schema: field }) => `${code(name)}: ${typeOf(field)}`).join("; ");
}

const operationsOf = (document: OpenApiDocument) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method,
      operation: operation as unknown as Operation,
    })),
  );

/** The names of all schemas that responses lead to. */
function responseSchemas(document: OpenApiDocument): [string, JsonSchema][] {
  return Object.entries(document.components.schemas).filter(([name]) => !name.endsWith("Request"));
}

function describeSchema([name, schema]: [string, JsonSchema]): string[] {
  const options = [...listOf(schema.anyOf), ...listOf(schema.oneOf)];
  const text = typeof schema.description === "string" ? ["", schema.description] : [];
  const parts =
    options.length > 0
      ? options.flatMap((option) =>
          "$ref" in option ? ["", `- ${typeOf(option)}`] : fieldTable(fieldsOf(option)),
        )
      : "properties" in schema
        ? fieldTable(fieldsOf(schema))
        : ["", typeOf(schema)];
  return ["", `### ${name}`, ...text, ...parts];
}

/**
 * The whole reference in Markdown.
 * @param baseUrl the start of URLs in lines for curl.
 */
export function writeReference(document: OpenApiDocument, baseUrl: string): string {
  const tags = document.tags as Tag[];
  const operations = operationsOf(document);
  const groups = tags.flatMap(({ name, description }) => [
    "",
    `## ${name}`,
    "",
    description,
    ...operations
      .filter(({ operation }) => operation.tags[0] === name)
      .flatMap(({ path, method, operation }) => [
        "",
        `### ${operation.summary}`,
        "",
        `**${method.toUpperCase()}** ${code(path)}`,
        ...(operation.description === "" ? [] : ["", operation.description]),
        "",
        "```sh",
        curlLine(baseUrl, { path, method }, operation),
        "```",
        ...describeParameters(document, operation),
        ...describeBody(document, operation),
        ...describeResponses(operation),
      ]),
  ]);
  return [
    "# API reference",
    "",
    "Every operation of the API, with a line for curl that works when it is pasted. [The API](guides/api.md) is the guide.",
    "",
    "Make a key under Settings → API keys, and put it where the lines look for it: `export OPSPULSE_KEY=opk_…`. Ids in paths are variables, too: `ID=…`. A field or a parameter with `?` may be left out.",
    "",
    "An access token of the auth server works like a key. If you belong to several workspaces, name one with the header `OpsPulse-Workspace`; without it, the one that you joined first counts.",
    "",
    "[openapi.json](/api/openapi.json) describes the same for machines (OpenAPI 3.1).",
    ...groups,
    "",
    "## Schemas",
    "",
    "What responses hold. Later versions may add fields, and values to lists of names.",
    ...responseSchemas(document).flatMap(describeSchema),
    "",
  ].join("\n");
}
