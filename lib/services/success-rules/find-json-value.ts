import { jsonpath, JSONPathEnvironment } from "json-p3";
import { isExactNumber } from "@/lib/domain/json/exact-json";
import { writeJsonPath } from "@/lib/domain/json/json-path";

/**
 * One step into a document. A token of a JSON Pointer is a name in an object, and an index in an array;
 * `each` leads to every element of an array, or every value of an object.
 */
type PathStep =
  | { kind: "name"; name: string }
  | { kind: "index"; index: number }
  | { kind: "token"; token: string }
  | { kind: "each" };

/** The path to the values of a JSON document: to one, where it has no step to each. */
export type JsonPath = readonly PathStep[];

type FoundValue = { found: true; value: unknown } | { found: false };

/** The names and indexes that lead to a value, the last one first. */
type Place = { key: string | number; above: Place } | null;

/** What is at the end of a path: a value, or that there is none. */
export type JsonNode = FoundValue & { place: Place };

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
  const { NameSelector, IndexSelector, WildcardSelector } = jsonpath.selectors;
  try {
    return environment.compile(query).segments.map((segment) => {
      const [selector, ...others] = segment.selectors;
      const leadsDeeper = segment.toString().startsWith("..");
      if (!leadsDeeper && others.length === 0) {
        if (selector instanceof NameSelector) return { kind: "name", name: selector.name };
        if (selector instanceof IndexSelector) return { kind: "index", index: selector.index };
        if (selector instanceof WildcardSelector) return { kind: "each" };
      }
      throw new TypeError("A segment names neither a member, nor an index, nor each of them.");
    });
  } catch {
    return null;
  }
}

/**
 * A JSON Pointer (RFC 6901), which is empty or begins with `/`, or a JSONPath (RFC 9535), which begins
 * with `$`, of names, indexes and wildcards; null for anything else.
 */
export function parsePath(path: string): JsonPath | null {
  if (path === "" || path.startsWith("/")) return parsePointer(path);
  return path.startsWith("$") ? parseQuery(path) : null;
}

/** True for a path that can lead to several values. */
export const hasWildcard = (path: JsonPath) => path.some(({ kind }) => kind === "each");

function findProperty(value: object, name: string): FoundValue {
  const member = Object.getOwnPropertyDescriptor(value, name);
  return member === undefined ? nothing : { found: true, value: member.value };
}

function findElement(array: readonly unknown[], index: number): FoundValue {
  const position = index < 0 ? array.length + index : index;
  return position in array ? { found: true, value: array[position] } : nothing;
}

const isContainer = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !isExactNumber(value);

function takeStep(value: unknown, step: Exclude<PathStep, { kind: "each" }>): FoundValue {
  if (!isContainer(value)) return nothing;
  if (!Array.isArray(value)) {
    if (step.kind === "index") return nothing;
    return findProperty(value, step.kind === "name" ? step.name : step.token);
  }
  if (step.kind === "name") return nothing;
  if (step.kind === "index") return findElement(value, step.index);
  return /^(?:0|[1-9]\d*)$/.test(step.token) ? findElement(value, Number(step.token)) : nothing;
}

const keyOf = (step: Exclude<PathStep, { kind: "each" }>): string | number =>
  step.kind === "index" ? step.index : step.kind === "name" ? step.name : step.token;

function takeEach(node: JsonNode): JsonNode[] {
  if (!node.found || !isContainer(node.value)) return [{ ...nothing, place: node.place }];
  const { value: container, place: above } = node;
  if (Array.isArray(container)) {
    return container.map((value: unknown, key) => ({ found: true, value, place: { key, above } }));
  }
  return Object.entries(container).map(([key, value]: [string, unknown]) => ({
    found: true,
    value,
    place: { key, above },
  }));
}

/**
 * What is at the end of a path in a parsed JSON document: one node for a path without wildcards. A
 * wildcard has a node for each element, none for an empty list, and one that isn't found where there is
 * no list. Inherited members are not found.
 */
export function findJsonNodes(path: JsonPath, document: unknown): JsonNode[] {
  let nodes: JsonNode[] = [{ found: true, value: document, place: null }];
  for (const step of path) {
    nodes =
      step.kind === "each"
        ? nodes.flatMap(takeEach)
        : nodes.map((node) => ({
            ...(node.found ? takeStep(node.value, step) : nothing),
            place: { key: keyOf(step), above: node.place },
          }));
  }
  return nodes;
}

/** The JSONPath of a node. */
export function writePlace(place: Place): string {
  const keys: (string | number)[] = [];
  for (let at = place; at !== null; at = at.above) keys.push(at.key);
  return writeJsonPath(keys.toReversed());
}
