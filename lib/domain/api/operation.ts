import { z } from "zod";
import type { KeyScope } from "@/lib/domain/keys/key-options";

/**
 * Who may call an operation: a person or a key with this scope; `any` for a person or any key; `null` for
 * people only; `public` for everybody; `operator` for those who have a secret of the instance, which the
 * operation names.
 */
export type Access = KeyScope | "any" | null | "public" | "operator";

/** The groups of the reference, in its order. */
export const apiTags = {
  Routines: "Routines: a request, its schedule and the rules for its response.",
  Runs: "The history of a routine, a run with its evidence, and manual runs.",
  Incidents: "Periods of failing: acknowledge, snooze and resolve them.",
  Channels: "Where alerts go, and what was sent.",
  "Alert policies": "When incidents open, and what a policy would have done.",
  Maintenance: "Windows in which failures notify nobody.",
  Tags: "Labels of routines.",
  Secrets: "Sealed credentials and signing keys, by name. Values never leave.",
  Workspace: "Workspaces, their members, usage and limits.",
  Keys: "API keys for machines.",
  "As code": "A workspace as one document: plan, apply, export, import.",
  Instance: "Health, metrics and the scheduler's clock.",
  Pages: "What open pages of the app request.",
} as const;

type ApiTag = keyof typeof apiTags;

/** Headers that a response may have, beside those of every response. */
export type ResponseHeader = "ETag" | "Location" | "Idempotency-Replayed" | "OpsPulse-Next-Due-Ms";

/** Headers that a caller may send, beside credentials and `OpsPulse-Workspace`. */
export type RequestHeader =
  "Accept-Language" | "Idempotency-Key" | "If-Match" | "If-None-Match" | "OpsPulse-Clock";

/** The body of a response; a schema alone is JSON, and null is no body. */
type ResponseContent =
  | z.ZodType
  | null
  | {
      body: z.ZodType | null;
      /** `application/json` where it is left out. */
      types?: readonly string[];
      headers?: readonly ResponseHeader[];
      description?: string;
    };

export type SuccessStatus = 200 | 201 | 202 | 204 | 304 | 503;

export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 412 | 413 | 415 | 422 | 429 | 500 | 503;

type PathName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PathName<Rest>
  : never;

type OperationInput<Path extends string> = {
  /** Unique, in camelCase: the name of the operation in generated clients. */
  id: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: Path;
  tag: ApiTag;
  /** One line, an imperative: "Create a routine". */
  summary: string;
  /** Markdown. */
  description?: string;
  scope: Access;
  /** The parts of the path in braces; an id (a UUID) where it is left out. */
  params?: Partial<Record<PathName<Path>, z.ZodType>>;
  /** The schema that reads the query. */
  query?: z.ZodObject;
  /** The schema that reads the body. */
  body?: z.ZodType;
  /** Whether the body may be left out. */
  isBodyOptional?: boolean;
  /** `application/json` where it is left out. */
  bodyTypes?: readonly string[];
  /** A body that the schema accepts, for the reference. */
  example?: unknown;
  /** Parameters of the query without which the operation is refused. */
  exampleQuery?: Readonly<Record<string, string>>;
  requestHeaders?: readonly RequestHeader[];
  responses: Partial<Record<SuccessStatus, ResponseContent>>;
  /** The problems that it can answer, beside those of every operation of its kind. */
  problems?: readonly ProblemStatus[];
  /** What its route can do beside. */
  abilities?: Abilities;
};

/** What an operation can do beside what it is for; its route has the same abilities. */
type Abilities = {
  /** `dry_run` says what would change. */
  canRehearse?: boolean;
  /** `If-Match` compares versions. */
  hasVersions?: boolean;
};

export type Operation = Omit<OperationInput<string>, "params"> & {
  params: Readonly<Record<string, z.ZodType>>;
};

const pathNames = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");

/** An operation of the API: a method of a path, what it takes and what it returns. */
export function defineOperation<Path extends string>(input: OperationInput<Path>): Operation {
  const { params = {}, ...operation } = input;
  const given: Readonly<Record<string, z.ZodType | undefined>> = params;
  return {
    ...operation,
    params: Object.fromEntries(
      pathNames(input.path).map((name) => [name, given[name] ?? z.uuid()]),
    ),
  };
}

/** The statuses of every problem that an operation can answer, ascending. */
export function problemsOf(operation: Operation): ProblemStatus[] {
  const { scope, params, query, body, problems = [] } = operation;
  const isSignedIn = scope !== "public" && scope !== "operator";
  const found = new Set<ProblemStatus>([400, 429, 500, 503, ...problems]);
  if (scope !== "public") found.add(401);
  if (isSignedIn) found.add(403).add(404);
  if (Object.keys(params).length > 0) found.add(404);
  if (query !== undefined) found.add(422);
  if (body !== undefined) found.add(413).add(415).add(422);
  return [...found].sort((a, b) => a - b);
}
