import { JSONPathEnvironment } from "json-p3";

/** One step into a document. A token of a JSON Pointer is a name in an object, and an index in an array. */
type PathStep =
  | { kind: "name"; name: string }
  | { kind: "index"; index: number }
  | { kind: "token"; token: string };

/** The path to one value of a JSON document. */
export type JsonPath = readonly PathStep[];

export type FoundValue = { found: true; value: unknown } | { found: false };

const environment = new JSONPathEnvironment();
const nothing: FoundValue = { found: false };

function parsePointer(pointer: string): JsonPath | null {
  const tokens = pointer.split("/").slice(1);
  if (tokens.some((token) => /~(?![01])/.test(token))) return null;
  return tokens.map((token) => ({
    kind: "token",
    token: token.replaceAll("~1", "/").replaceAll("~0", "~"),
  }));
}

function parseQuery(query: string): JsonPath | null {
  try {
    const compiled = environment.compile(query);
    if (!compiled.singularQuery()) return null;
    return compiled.segments.map(({ selectors: [selector] }) => {
      if (selector !== undefined && "name" in selector && typeof selector.name === "string") {
        return { kind: "name", name: selector.name };
      }
      if (selector !== undefined && "index" in selector && typeof selector.index === "number") {
        return { kind: "index", index: selector.index };
      }
      throw new TypeError(
        "A singular query has a segment that names neither a member nor an index.",
      );
    });
  } catch {
    return null;
  }
}

/**
 * A JSON Pointer (RFC 6901), which is empty or begins with `/`, or a JSONPath that names one value
 * (RFC 9535, singular query), which begins with `$`; null for anything else.
 */
export function parsePath(path: string): JsonPath | null {
  if (path === "" || path.startsWith("/")) return parsePointer(path);
  return path.startsWith("$") ? parseQuery(path) : null;
}

function findProperty(value: object, name: string): FoundValue {
  const member = Object.getOwnPropertyDescriptor(value, name);
  return member === undefined ? nothing : { found: true, value: member.value };
}

function findElement(array: readonly unknown[], index: number): FoundValue {
  const position = index < 0 ? array.length + index : index;
  return position in array ? { found: true, value: array[position] } : nothing;
}

function takeStep(value: unknown, step: PathStep): FoundValue {
  if (typeof value !== "object" || value === null) return nothing;
  if (!Array.isArray(value)) {
    if (step.kind === "index") return nothing;
    return findProperty(value, step.kind === "name" ? step.name : step.token);
  }
  if (step.kind === "name") return nothing;
  if (step.kind === "index") return findElement(value, step.index);
  return /^(?:0|[1-9]\d*)$/.test(step.token) ? findElement(value, Number(step.token)) : nothing;
}

/** The value at a path of a parsed JSON document. Inherited members are not found. */
export function findJsonValue(path: JsonPath, document: unknown): FoundValue {
  return path.reduce<FoundValue>((at, step) => (at.found ? takeStep(at.value, step) : at), {
    found: true,
    value: document,
  });
}
