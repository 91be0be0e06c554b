import { z } from "zod";
import type { Operation, RequestHeader, ResponseHeader } from "@/lib/domain/api/operation";
import { schemaOf } from "@/lib/domain/api/schemas/response-schema";
import type { DryRunDto } from "@/lib/domain/changes/field-changes";

const anyJson = (description: string) =>
  z.unknown().meta({
    description,
    type: ["object", "array", "string", "number", "boolean", "null"],
  });

const dryRunSchema = schemaOf<DryRunDto>("DryRun")(
  z.object({
    dry_run: z.literal(true),
    action: z.enum(["create", "update", "delete", "none"]),
    changes: z.array(
      z.object({
        path: z.string().describe("The field, as in problems."),
        before: anyJson("Null for what is new."),
        after: anyJson("Null for what goes."),
      }),
    ),
  }),
);

const dryRunQuery = z.object({
  dry_run: z
    .enum(["true", "false"])
    .optional()
    .describe("With `true`, the response is what would change, and nothing is written."),
});

type Responses = Operation["responses"];
type Content = NonNullable<Responses[200]>;

/** A response with more headers. */
function withHeaders(content: Content | null, headers: readonly ResponseHeader[]): Content {
  if (content === null) return { body: null, headers };
  if (content instanceof z.ZodType) return { body: content, headers };
  return { ...content, headers: [...new Set([...(content.headers ?? []), ...headers])] };
}

const allWithHeaders = (responses: Responses, headers: readonly ResponseHeader[]): Responses =>
  Object.fromEntries(
    Object.entries(responses).map(([status, content]) => [status, withHeaders(content, headers)]),
  );

const isJson = (content: Content | null | undefined): boolean =>
  content instanceof z.ZodType ||
  (content != null && content.body !== null && content.types === undefined);

function withRehearsal(operation: Operation): Operation {
  const { query, responses, problems = [] } = operation;
  const done = responses[200];
  const body = done instanceof z.ZodType ? done : done?.body;
  return {
    ...operation,
    query: query === undefined ? dryRunQuery : query.extend(dryRunQuery.shape),
    responses: { ...responses, 200: body == null ? dryRunSchema : z.union([body, dryRunSchema]) },
    problems: [...problems, 422],
  };
}

/**
 * The operation with what every one of its kind can do: a read is conditional, and a change is safe to
 * repeat; with abilities, it compares versions and can be tried.
 */
export function withRepetition(operation: Operation): Operation {
  const { scope, method, responses, requestHeaders = [], abilities = {} } = operation;
  const { canRehearse = false, hasVersions = false } = abilities;
  if (scope === "public" || scope === "operator") return operation;
  const sends = (...names: RequestHeader[]) => [...new Set([...requestHeaders, ...names])];
  if (method === "GET") {
    if (!isJson(responses[200])) return operation;
    return {
      ...operation,
      requestHeaders: sends("If-None-Match"),
      responses: { 304: { body: null, headers: ["ETag"] }, ...allWithHeaders(responses, ["ETag"]) },
    };
  }
  const tried = canRehearse ? withRehearsal(operation) : operation;
  return {
    ...tried,
    requestHeaders: hasVersions ? sends("Idempotency-Key", "If-Match") : sends("Idempotency-Key"),
    responses: allWithHeaders(tried.responses, [
      "Idempotency-Replayed",
      ...(hasVersions && method !== "DELETE" ? (["ETag"] as const) : []),
    ]),
    // If-Match where nothing has a version is a 412, too.
    problems: [...(tried.problems ?? []), 409, 412],
  };
}
