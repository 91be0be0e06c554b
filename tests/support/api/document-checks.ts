import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import fc from "fast-check";
import type { Json } from "@/scripts/api/breaking-changes";
import { withFormats } from "@/tests/support/api/with-formats";

type Method = "get" | "post" | "put" | "patch" | "delete";

type Parameter = {
  name: string;
  in: string;
  required?: boolean;
  schema: Json;
  example?: string | number;
};

type Media = { schema: Json; example?: unknown };

/** An operation of a description of an API, with its references followed. */
export type DescribedOperation = {
  id: string;
  method: Method;
  path: string;
  /** Null where only people may call it; undefined where nobody has to sign in. */
  scope: string | null | undefined;
  isSignedIn: boolean;
  parameters: Parameter[];
  body: { schema: Json; example: unknown; isRequired: boolean; types: string[] } | null;
  responses: Record<string, { headers?: Json; content?: Record<string, Media> }>;
};

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Refuses fields that are not described: the document itself lets clients put up with them. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (!isObject(value)) return value;
  const copy = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, closed(part)]));
  const isRecord = "additionalProperties" in value || !isObject(value.properties);
  return value.type === "object" && !isRecord ? { ...copy, additionalProperties: false } : copy;
}

/** A description of an API, by which requests and responses can be judged. */
export class ApiDocument {
  readonly operations: DescribedOperation[];
  readonly #document: Json;
  readonly #open = withFormats(new Ajv2020({ strict: false, allErrors: false }));
  readonly #closed = withFormats(new Ajv2020({ strict: false, allErrors: true }));
  readonly #known = new Map<Json, { open?: ValidateFunction; closed?: ValidateFunction }>();

  constructor(document: Json) {
    this.#document = document;
    this.#open.addSchema({ $id: "api", ...document });
    const components = document.components as Json;
    // A problem is an `allOf`, whose parts can't refuse each other's fields.
    this.#closed.addSchema({
      $id: "api",
      components: { ...components, schemas: closed(components.schemas) },
    });
    this.operations = this.#readOperations();
  }

  #resolve(value: unknown): unknown {
    if (!isObject(value) || typeof value.$ref !== "string") return value;
    const names = value.$ref.slice("#/".length).split("/");
    return names.reduce<unknown>((from, name) => (from as Json)[name], this.#document);
  }

  #readOperations(): DescribedOperation[] {
    const paths = this.#document.paths as Record<string, Record<string, Json>>;
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): DescribedOperation => {
        const { requestBody, parameters = [], responses } = operation;
        const body = this.#resolve(requestBody) as
          { content: Record<string, Media>; required: boolean } | undefined;
        const media = body === undefined ? [] : Object.entries(body.content);
        const [first] = media;
        return {
          id: operation.operationId as string,
          method: method as Method,
          path,
          scope: operation["x-scope"] as string | null | undefined,
          isSignedIn: JSON.stringify(operation.security).includes("bearer"),
          parameters: (parameters as unknown[]).map((one) => this.#resolve(one) as Parameter),
          body:
            body === undefined || first === undefined
              ? null
              : {
                  schema: first[1].schema,
                  example: first[1].example,
                  isRequired: body.required,
                  types: media.map(([type]) => type),
                },
          responses: Object.fromEntries(
            Object.entries(responses as Json).map(([status, response]) => [
              status,
              this.#resolve(response) as DescribedOperation["responses"][string],
            ]),
          ),
        };
      }),
    );
  }

  #validator(schema: Json, kind: "open" | "closed"): ValidateFunction {
    const known = this.#known.get(schema) ?? {};
    const ajv = kind === "open" ? this.#open : this.#closed;
    const toRefer = JSON.stringify(kind === "open" ? schema : closed(schema));
    const validate =
      known[kind] ?? ajv.compile(JSON.parse(toRefer.replaceAll('"#/', '"api#/')) as Json);
    this.#known.set(schema, { ...known, [kind]: validate });
    return validate;
  }

  /** Whether a request may have this body, or this value of a parameter. */
  takes = (schema: Json, value: unknown): boolean => this.#validator(schema, "open")(value);

  /** What is wrong with a response: one line each, none where it is as described. */
  judge(
    { id, responses }: DescribedOperation,
    { status, headers, text }: { status: number; headers: Headers; text: string },
  ): string[] {
    const described = responses[String(status)];
    if (described === undefined) return [`${id}: ${status} isn't described: ${text.slice(0, 200)}`];
    const type = headers.get("content-type")?.split(";", 1)[0] ?? null;
    const missing = headers.has("x-request-id") ? [] : [`${id} ${status}: no X-Request-Id`];
    if (described.content === undefined) {
      return [...missing, ...(text === "" ? [] : [`${id} ${status}: a body that isn't described`])];
    }
    const media = described.content[type ?? ""];
    if (media === undefined) return [...missing, `${id} ${status}: ${type ?? "no content type"}`];
    if (!/[/+]json$/.test(type ?? "")) return missing;
    const isProblem = type === "application/problem+json";
    const validate = this.#validator(media.schema, isProblem ? "open" : "closed");
    const errors = validate(JSON.parse(text)) ? [] : (validate.errors ?? []);
    const lines = errors.map(
      ({ instancePath, message, params }) =>
        `${id} ${status}: ${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
    );
    return [...missing, ...lines];
  }
}

/** Values that are hardly right anywhere. */
const garbage: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    ...[
      null,
      true,
      0,
      -1,
      1.5,
      1e300,
      "",
      " ",
      "\0",
      "\ud83e",
      "NaN",
      "__proto__",
      "x".repeat(5_000),
    ],
    ...[[], {}, [null], [[]], { a: 1 }, "2026-13-45T99:99:99Z", "https://", "'; drop table --"],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Bodies like `example` with something wrong in one field, or that are no such object at all. */
function almost(fields: readonly string[], example: Json): fc.Arbitrary<unknown> {
  const changed = fc
    .tuple(fc.constantFrom(...fields), garbage)
    .map(([field, value]) => ({ ...example, [field]: value }));
  const lacking = fc
    .constantFrom(...fields)
    .map((field) => Object.fromEntries(Object.entries(example).filter(([name]) => name !== field)));
  const surplus = garbage.map((value) => ({ ...example, no_such_field: value }));
  return fc.oneof(
    { weight: 8, arbitrary: changed },
    { weight: 1, arbitrary: lacking },
    { weight: 1, arbitrary: surplus },
    { weight: 1, arbitrary: garbage },
  );
}

/** The names of the fields of an object, those of its alternatives included. */
function fieldsOf(document: Json, schema: Json): string[] {
  const { $ref } = schema;
  if (typeof $ref === "string") {
    const name = $ref.split("/").at(-1) ?? "";
    const { schemas } = document.components as { schemas: Record<string, Json> };
    return fieldsOf(document, schemas[name] ?? {});
  }
  const options = [schema.anyOf, schema.oneOf, schema.allOf].flatMap((list) =>
    Array.isArray(list) ? (list as Json[]) : [],
  );
  return [
    ...Object.keys(schema.properties ?? {}),
    ...options.flatMap((option) => fieldsOf(document, option)),
  ];
}

/** So many distinct bodies that an operation must refuse by its description. */
export function refusedBodies(
  api: ApiDocument,
  document: Json,
  { operation, count, seed }: { operation: DescribedOperation; count: number; seed: number },
): string[] {
  const { body } = operation;
  if (body === null) return [];
  const fields = [...new Set(fieldsOf(document, body.schema))];
  const bodies = new Set<string>();
  const source = almost(fields, isObject(body.example) ? body.example : {});
  for (const value of fc.sample(source, { numRuns: count * 4, seed })) {
    const text = JSON.stringify(value).toWellFormed();
    if (bodies.size < count && !api.takes(body.schema, JSON.parse(text))) bodies.add(text);
  }
  return [...bodies];
}

const textGarbage = [
  "",
  "no such value",
  "-1",
  "null",
  "[]",
  "{}",
  "\0",
  "x".repeat(600),
  "%",
  "é",
];

/** Query strings that an operation must refuse by its description. */
export function refusedQueries(api: ApiDocument, operation: DescribedOperation): string[] {
  const { parameters } = operation;
  const query = parameters.filter((parameter) => parameter.in === "query");
  if (query.length === 0) return [];
  const wrong = query.flatMap(({ name, schema }) =>
    textGarbage
      .filter((value) => {
        const isNumber = schema.type === "integer" || schema.type === "number";
        return !api.takes(schema, isNumber && value !== "" ? Number(value) : value);
      })
      .map((value) => new URLSearchParams({ [name]: value }).toString()),
  );
  return ["no_such_parameter=1", ...wrong];
}
