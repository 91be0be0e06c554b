import { arrive } from "@/lib/http/visit";

/**
 * Arguments of server actions. A browser sends what the forms make of them, and anybody else sends
 * anything: what has the wrong type is read as nothing, which every verb refuses or ignores.
 */

/** A form; an empty one for anything else. */
export function formArgument(value: unknown): FormData {
  arrive();
  return value instanceof FormData ? value : new FormData();
}

/** A text; the empty one for anything else. */
export function textArgument(value: unknown): string {
  arrive();
  return typeof value === "string" ? value : "";
}

/**
 * Plain data, as JSON can hold it; null for what it can't. React stands in for some arguments with an
 * object that throws where it is looked into.
 */
export function dataArgument(value: unknown): unknown {
  arrive();
  try {
    return JSON.parse(JSON.stringify(value)) as unknown;
  } catch {
    return null;
  }
}
