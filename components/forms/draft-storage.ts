import { HOUR_MS } from "@/lib/domain/time-units";

/** Long enough to find a password, too short to surprise the next person at the computer. */
const LIFETIME_MS = HOUR_MS;

type StoredDraft = { kept_at: number; fields: [string, string][] };

/** A form's values as text to store. Files are left out. */
export function encodeDraft(form: FormData, now: number): string {
  const draft: StoredDraft = { kept_at: now, fields: [] };
  for (const [name, value] of form) {
    if (typeof value === "string" && !name.startsWith("$ACTION")) draft.fields.push([name, value]);
  }
  return JSON.stringify(draft);
}

/** Whether a stored text is a draft that is not too old. */
export function isFreshDraft(text: string, now: number): boolean {
  const draft = parse(text);
  return isDraft(draft) && now - draft.kept_at <= LIFETIME_MS;
}

/** The values of a stored draft; null for any other text. */
export function decodeDraft(text: string): FormData | null {
  const draft = parse(text);
  if (!isDraft(draft)) return null;
  const form = new FormData();
  for (const [name, value] of draft.fields) form.append(name, value);
  return form;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isText = (value: unknown) => typeof value === "string";

function isDraft(value: unknown): value is StoredDraft {
  return (
    typeof value === "object" &&
    value !== null &&
    "kept_at" in value &&
    typeof value.kept_at === "number" &&
    "fields" in value &&
    Array.isArray(value.fields) &&
    value.fields.every((field) => Array.isArray(field) && field.length === 2 && field.every(isText))
  );
}

const keyOf = (path: string) => `opspulse-draft:${path}`;

/** Stores the values of a page's form, in this tab only. A browser that stores nothing is no error. */
export function keepDraft(path: string, form: FormData): void {
  try {
    sessionStorage.setItem(keyOf(path), encodeDraft(form, Date.now()));
  } catch {
    // Storage is full or switched off: the form itself still holds everything.
  }
}

/** The stored draft of a page's form, as text; null if there is none or it is too old. */
export function findDraft(path: string): string | null {
  try {
    const text = sessionStorage.getItem(keyOf(path));
    return text !== null && isFreshDraft(text, Date.now()) ? text : null;
  } catch {
    return null;
  }
}

/** Deletes the draft of a page's form. Throws if the browser has no storage, so call `findDraft` first. */
export function discardDraft(path: string): void {
  sessionStorage.removeItem(keyOf(path));
}
