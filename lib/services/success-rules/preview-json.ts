import { figuresOf, isExactNumber } from "@/lib/domain/json/exact-json";

/**
 * The first `limit` characters of what `JSON.stringify` makes of a parsed JSON value. However large or
 * deep the value is, it looks at no more of it than that: each level takes a character at least. An
 * exact number has the figures that it was written with.
 */
export function previewJson(value: unknown, limit: number): string {
  let text = "";
  const write = (part: unknown): void => {
    if (text.length >= limit) return;
    if (typeof part === "string") {
      text += JSON.stringify(part.slice(0, limit));
    } else if (Array.isArray(part)) {
      text += "[";
      for (let index = 0; index < part.length && text.length < limit; index += 1) {
        if (index > 0) text += ",";
        write(part[index]);
      }
      text += "]";
    } else if (isExactNumber(part)) {
      text += figuresOf(part);
    } else if (typeof part === "object" && part !== null) {
      text += "{";
      let isFirst = true;
      for (const name in part) {
        if (text.length >= limit) break;
        if (!isFirst) text += ",";
        isFirst = false;
        text += `${JSON.stringify(name.slice(0, limit))}:`;
        write(Object.getOwnPropertyDescriptor(part, name)?.value);
      }
      text += "}";
    } else {
      text += String(part);
    }
  };
  write(value);
  return text.slice(0, limit);
}
