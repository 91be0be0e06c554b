/** What a key can ask for. */
export type Shortcut = "palette" | "keys" | "search" | "new" | "next" | "previous" | "select";

export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "isComposing"
>;

export type KeySurroundings = {
  /** The focus is where letters are written. */
  isTyping: boolean;
  /** A dialog or a menu is open, and the keys are its own. */
  isCovered: boolean;
  areSingleKeysOn: boolean;
};

/** `?` stands on shifted keys, so that shift is not looked at. */
const singleKeys: Readonly<Record<string, Shortcut>> = {
  "?": "keys",
  "/": "search",
  n: "new",
  j: "next",
  k: "previous",
  x: "select",
};

/** What a pressed key asks for, or null. The commands open from everywhere but from under a dialog. */
export function shortcutOf(press: KeyPress, around: KeySurroundings): Shortcut | null {
  if (press.isComposing || press.altKey || around.isCovered) return null;
  if (press.ctrlKey || press.metaKey) {
    return press.key.toLowerCase() === "k" && !press.shiftKey ? "palette" : null;
  }
  if (around.isTyping || !around.areSingleKeysOn) return null;
  return singleKeys[press.key] ?? null;
}
