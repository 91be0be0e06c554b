import { depthOf } from "@/lib/domain/imports/hidden-credentials";

/**
 * Parts of a document that somebody pasted: nothing in it has to be what its format says. A part of another
 * type is read as missing, and only a document's own properties are read.
 */

const MAX_DEPTH = 60;

export type Data = Readonly<Record<string, unknown>>;

/** The value as an object; an empty one for anything else. */
export const asData = (value: unknown): Data =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Data) : {};

export const own = (data: Data, name: string): unknown =>
  Object.hasOwn(data, name) ? data[name] : undefined;

export const dataAt = (data: Data, name: string): Data => asData(own(data, name));

export function listAt(data: Data, name: string): readonly unknown[] {
  const value = own(data, name);
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The text; null for anything else, and for an empty one. */
export function textAt(data: Data, name: string): string | null {
  const value = own(data, name);
  return typeof value === "string" && value !== "" ? value : null;
}

/** A finite number, also where it is written as a text; null for anything else. */
export function numberAt(data: Data, name: string): number | null {
  const value = own(data, name);
  const isWritten = typeof value === "string" && /^\d{1,15}(?:\.\d+)?$/.test(value);
  const number = isWritten ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** Whether a flag is set: as true, 1 or their texts. */
export function flagAt(data: Data, name: string): boolean {
  const value = own(data, name);
  return value === true || value === 1 || value === "1" || value === "true";
}

/** Whether a flag is there and not set. */
export const isOff = (data: Data, name: string): boolean =>
  own(data, name) !== undefined && own(data, name) !== null && !flagAt(data, name);

/** A JSON document; undefined for text that isn't one, or that is nested too deeply to be meant. */
export function parseDocument(text: string): unknown {
  const json = text.replace(/^\ufeff/, "");
  if (!/^\s*[[{]/.test(json) || depthOf(json) > MAX_DEPTH) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
