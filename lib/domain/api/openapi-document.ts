import { z } from "zod";
import { toJsonSchema, type JsonSchema, type NamedSchemas } from "@/lib/domain/api/json-schema";
import {
  apiTags,
  problemsOf,
  type Access,
  type Operation,
  type ProblemStatus,
  type RequestHeader,
  type ResponseHeader,
  type SuccessStatus,
} from "@/lib/domain/api/operation";
import { problemCodes, problemTypes } from "@/lib/domain/api/problem-types";
import { problemSchema } from "@/lib/domain/api/schemas/problem";

/** A document of OpenAPI 3.1, as JSON. */
export type OpenApiDocument = {
  openapi: string;
  paths: Record<string, Record<string, JsonSchema>>;
  components: { schemas: Record<string, JsonSchema> } & Record<string, JsonSchema>;
} & Record<string, unknown>;

const header = (description: string, schema: JsonSchema = { type: "string" }) => ({
  description,
  schema,
});

const responseHeaders = {
  "X-Request-Id": header("Finds the request in the logs.", { type: "string", format: "uuid" }),
  RateLimit: header('What remains of each limit: `"name";r=remaining;t=seconds`.'),
  "RateLimit-Policy": header('The quota of each limit: `"name";q=quota;w=seconds`.'),
  "Retry-After": header("Seconds to wait before the next try.", { type: "integer", minimum: 0 }),
  ETag: header("The version of what is returned, for `If-None-Match` and `If-Match`."),
  Location: header("The path of what was created.", { type: "string", format: "uri-reference" }),
  "Idempotency-Replayed": header("`true` where an earlier response is returned again."),
  "OpsPulse-Next-Due-Ms": header("Milliseconds until the next run is due.", { type: "number" }),
} as const satisfies Record<string, { description: string; schema: JsonSchema }>;

const requestHeaders: Record<RequestHeader, { description: string; schema: JsonSchema }> = {
  "Accept-Language": header("The language of texts: English, or Portuguese of Brazil."),
  "Idempotency-Key": header(
    "Makes the request safe to repeat: a second one with the same key and body returns the first response, and changes nothing.",
    { type: "string", minLength: 1, maxLength: 255 },
  ),
  "If-Match": header("The `ETag` of the version that is changed. 412 where there is a newer one."),
  "If-None-Match": header("The `ETag` of the version at hand. 304 where it is still current."),
  "OpsPulse-Clock": header("A name for the clock that calls, for the operator's page."),
};

const refTo = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });

const headerRefs = (names: readonly (keyof typeof responseHeaders)[]) =>
  Object.fromEntries(names.map((name) => [name, refTo("headers", name)]));

const securityOf = (scope: Access): Record<string, string[]>[] => {
  if (scope === "public") return [];
  if (scope === "operator") return [{ operatorSecret: [] }];
  return [{ bearer: [] }, { session: [] }];
};

const isSignedIn = ({ scope }: Operation) => scope !== "public" && scope !== "operator";

const accessText = ({ scope }: Operation) => {
  if (scope === "public" || scope === "operator") return null;
  if (scope === null) return "Only for people: an API key can't do this.";
  return scope === "any"
    ? "An API key needs no scope."
    : `An API key needs the scope \`${scope}\`.`;
};

const problemName = (status: ProblemStatus) => `Problem${status}`;

const codesOf = (status: number) =>
  problemCodes.filter((code) => problemTypes[code].status === status);

/** The response of each status of problems, with the codes that it can have. */
function problemResponse(status: ProblemStatus): JsonSchema {
  const codes = codesOf(status);
  return {
    description: codes.map((code) => `\`${code}\``).join(", "),
    headers: headerRefs([
      "X-Request-Id",
      ...(status === 429 || status === 503 ? (["Retry-After"] as const) : []),
      ...(status === 429 ? (["RateLimit", "RateLimit-Policy"] as const) : []),
    ]),
    content: {
      "application/problem+json": {
        schema: {
          allOf: [
            refTo("schemas", "Problem"),
            { properties: { status: { const: status }, code: { enum: codes } } },
          ],
        },
      },
    },
  };
}

const successTexts: Record<SuccessStatus, string> = {
  200: "Done.",
  201: "Created.",
  202: "Accepted.",
  204: "Done; there is no body.",
  304: "Not changed since the version of `If-None-Match`.",
  503: "The same, where something is wrong.",
};

type Content = NonNullable<Operation["responses"][SuccessStatus]>;

function successResponse(
  operation: Operation,
  status: SuccessStatus,
  { content, named }: { content: Content | null; named: NamedSchemas },
): JsonSchema {
  const {
    body,
    types = ["application/json"],
    headers = [],
    description = successTexts[status],
  }: {
    body: z.ZodType | null;
    types?: readonly string[];
    headers?: readonly ResponseHeader[];
    description?: string;
  } = content === null || content instanceof z.ZodType ? { body: content } : content;
  const isCharged = operation.scope !== "operator";
  return {
    description,
    headers: headerRefs([
      "X-Request-Id",
      ...headers,
      ...(isCharged ? (["RateLimit", "RateLimit-Policy"] as const) : []),
    ]),
    ...(body !== null && {
      content: Object.fromEntries(
        types.map((type) => [type, { schema: toJsonSchema(body, "output", named) }]),
      ),
    }),
  };
}

/** The responses of an operation. A status that it also has a body of its own for has both. */
function responsesOf(operation: Operation, named: NamedSchemas): JsonSchema {
  const responses: Record<string, JsonSchema> = {};
  for (const status of problemsOf(operation)) {
    responses[status] = refTo("responses", problemName(status));
  }
  for (const [key, content = null] of Object.entries(operation.responses)) {
    const status = Number(key) as SuccessStatus;
    const response = successResponse(operation, status, { content, named });
    responses[key] =
      key in responses
        ? {
            ...response,
            content: {
              ...(response.content as JsonSchema),
              ...(problemResponse(status as ProblemStatus).content as JsonSchema),
            },
          }
        : response;
  }
  return responses;
}

const isList = ({ type, anyOf }: JsonSchema): boolean =>
  type === "array" || (Array.isArray(anyOf) && anyOf.some((option: JsonSchema) => isList(option)));

/** An example of a query, as its schema has it: in a URL, a number is text. */
const exampleValue = ({ type }: JsonSchema, text = "") => {
  const isNumber = type === "integer" || type === "number";
  return isNumber ? Number(text) : text;
};

function queryParameters(
  query: z.ZodObject,
  { exampleQuery = {}, named }: Pick<Operation, "exampleQuery"> & { named: NamedSchemas },
): JsonSchema[] {
  const { properties = {}, required = [] } = toJsonSchema(query, "input", named) as {
    properties?: Record<string, JsonSchema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
    ...(isList(schema) && { style: "form", explode: true }),
    ...(name in exampleQuery && { example: exampleValue(schema, exampleQuery[name]) }),
  }));
}

function parametersOf(operation: Operation, named: NamedSchemas): JsonSchema[] {
  const { params, query, exampleQuery = {}, requestHeaders: sent = [] } = operation;
  return [
    ...Object.entries(params).map(([name, schema]): JsonSchema => {
      const { description, ...json } = toJsonSchema(schema, "input", named);
      return {
        name,
        in: "path",
        required: true,
        ...(description !== undefined && { description }),
        schema: json,
      };
    }),
    ...(query === undefined ? [] : queryParameters(query, { exampleQuery, named })),
    ...(isSignedIn(operation) ? [refTo("parameters", "OpsPulse-Workspace")] : []),
    ...sent.map((name) => refTo("parameters", name)),
  ];
}

function bodyOf(operation: Operation, named: NamedSchemas): JsonSchema {
  const { body, bodyTypes = ["application/json"], isBodyOptional = false, example, id } = operation;
  if (body === undefined) return {};
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}Request`;
  const schema = toJsonSchema(body.meta({ id: name }), "input", named);
  const media = { schema, ...(example !== undefined && { example }) };
  return {
    requestBody: {
      required: !isBodyOptional,
      content: Object.fromEntries(bodyTypes.map((type) => [type, media])),
    },
  };
}

function describeOperation(operation: Operation, named: NamedSchemas): JsonSchema {
  const { id, tag, summary, description, scope } = operation;
  const access = accessText(operation);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [description, access].filter((text) => text != null).join("\n\n"),
    security: securityOf(scope),
    ...(isSignedIn(operation) && { "x-scope": scope }),
    parameters: parametersOf(operation, named),
    ...bodyOf(operation, named),
    responses: responsesOf(operation, named),
  };
}

const securitySchemes = {
  bearer: {
    type: "http",
    scheme: "bearer",
    description:
      "An API key (`opk_…`), made under Settings → API keys, or an access token of the auth server. Each operation names the scope that a key needs in `x-scope`.",
  },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "opspulse-session",
    description:
      "The session of a signed-in browser. A request that changes something must come from a page of the app.",
  },
  operatorSecret: {
    type: "http",
    scheme: "bearer",
    description: "A secret of the instance's operator, named by the operation.",
  },
};

const description = `Everything that the app's screens can do. JSON in \`snake_case\`; times are RFC 3339 in UTC.

Errors are \`application/problem+json\` (RFC 9457): \`code\` says what is wrong, \`type\` leads to a page that explains it, and \`errors\` names every field with a problem. What isn't yours is answered like what doesn't exist. A method that a path doesn't have is a 405 whose \`Allow\` lists those that it has.

Lists return \`data\` and \`next_cursor\`; send that as \`cursor\` for the next page.`;

/** The parts of a document that all operations share. */
function componentsOf(
  operations: readonly Operation[],
  { paths, named }: { paths: OpenApiDocument["paths"]; named: NamedSchemas },
) {
  const statuses = new Set(operations.flatMap(problemsOf));
  const sent = new Set(operations.flatMap(({ requestHeaders: names = [] }) => names));
  const parameter = (
    name: string,
    { description: text, schema }: (typeof requestHeaders)["If-Match"],
  ) => ({
    name,
    in: "header",
    required: false,
    description: text,
    schema,
  });
  const responses = Object.fromEntries(
    [...statuses]
      .sort((a, b) => a - b)
      .map((status) => [problemName(status), problemResponse(status)]),
  );
  const used = JSON.stringify([paths, responses]);
  return {
    securitySchemes,
    parameters: {
      "OpsPulse-Workspace": parameter("OpsPulse-Workspace", {
        description:
          "The id of the workspace. Without it, the one that the caller joined first; a key has one workspace.",
        schema: { type: "string", format: "uuid" },
      }),
      ...Object.fromEntries([...sent].map((name) => [name, parameter(name, requestHeaders[name])])),
    },
    headers: Object.fromEntries(
      Object.entries(responseHeaders).filter(([name]) => used.includes(`/headers/${name}"`)),
    ),
    responses,
    schemas: Object.fromEntries([...named].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/**
 * The document of OpenAPI 3.1 that describes these operations.
 * @param appUrl where the instance is reached, without a slash at the end.
 */
export function describeApi(
  operations: readonly Operation[],
  { appUrl, version }: { appUrl: string; version: string },
): OpenApiDocument {
  const named: NamedSchemas = new Map();
  toJsonSchema(problemSchema, "output", named);
  const paths: OpenApiDocument["paths"] = {};
  for (const operation of operations) {
    const { path, method } = operation;
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: describeOperation(operation, named),
    };
  }
  const tags = new Set(operations.map(({ tag }) => tag));
  return {
    openapi: "3.1.1",
    info: {
      title: "OpsPulse API",
      version,
      description,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: appUrl }],
    tags: Object.entries(apiTags)
      .filter(([name]) => [...tags].some((tag) => tag === name))
      .map(([name, text]) => ({ name, description: text })),
    paths,
    components: componentsOf(operations, { paths, named }),
  };
}
