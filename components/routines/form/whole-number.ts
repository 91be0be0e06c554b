/** A whole number, or NaN for other text, which the rules then refuse; null for none. */
export function readWholeNumber(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  return /^\d+$/.test(trimmed) ? Number(trimmed) : NaN;
}
