import type { AlertMessage } from "@/lib/notifications/alert-message";

/** Controls, separators of lines and what turns the direction of the text around it. */
const DISRUPTIVE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** Text as one line without characters that disrupt it, whatever people and endpoints put there. */
export const toLine = (text: string): string =>
  text.toWellFormed().replace(DISRUPTIVE, " ").replace(/ {2,}/g, " ").trim();

/** Writes one character in a format, so that it is only itself there. */
type Escape = (character: string) => string;

const asItIs: Escape = (character) => character;

/**
 * Escapes a text character by character, and cuts it where it would be longer than `max` UTF-16 units.
 * No escape and no character is cut in half.
 */
export function fitText(text: string, max: number, escape: Escape = asItIs): string {
  let fitted = "";
  let lastThatLeavesRoom = "";
  for (const character of text) {
    const escaped = escape(character);
    if (fitted.length + escaped.length > max) return `${lastThatLeavesRoom}…`;
    fitted += escaped;
    if (fitted.length < max) lastThatLeavesRoom = fitted;
  }
  return fitted;
}

/** As `fitText`, in bytes of UTF-8. */
export function fitBytes(text: string, max: number): string {
  if (Buffer.byteLength(text) <= max) return text;
  const room = max - Buffer.byteLength("…");
  return `${new TextDecoder().decode(Buffer.from(text).subarray(0, room), { stream: true })}…`;
}

/** HTML and XML, and Slack's text objects but for the quotation marks. */
const htmlEntities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

export const escapeHtml: Escape = (character) => htmlEntities[character] ?? character;

export type IncidentLine = { name: string; cause: string; url: string };

/**
 * The incidents of a message about several, for its list. That of a message about one is in its
 * paragraphs. `more` counts those that the message doesn't hold.
 */
export function incidentLines({ incidents, total }: AlertMessage): {
  lines: IncidentLine[];
  more: number;
} {
  if (total < 2) return { lines: [], more: 0 };
  const lines = incidents.map(({ incident, cause, url }) => ({
    name: toLine(incident.routine_name),
    cause: toLine(cause),
    url,
  }));
  return { lines, more: total - lines.length };
}

/** A mark before the title, where a chat shows no colour of its own. */
export const severityMarks: Record<AlertMessage["severity"], string> = {
  critical: "🔴",
  warning: "🟠",
  info: "🔵",
  resolved: "🟢",
};
