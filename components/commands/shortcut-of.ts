/** The commands that have a key. */
export type Shortcut = "palette" | "keys" | "search" | "new" | "next" | "previous" | "select";

export type KeyPress = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "isComposing"
>;

export type KeySurroundings = {
  /** The focus is in a field for text. */
  isTyping: boolean;
  /** A dialog or a menu is open, and the keys are its own. */
  isCovered: boolean;
  areSingleKeysOn: boolean;
};

/** Shift is ignored, since `?` needs it on many keyboards. */
const singleKeys: Readonly<Record<string, Shortcut>> = {
  "?": "keys",
  "/": "search",
  n: "new",
  j: "next",
  k: "previous",
  x: "select",
};

/**
 * The command that a key press means, or null. The palette opens from everywhere except under a
 * dialog.
 */
export function shortcutOf(press: KeyPress, around: KeySurroundings): Shortcut | null {
  if (press.isComposing || press.altKey || around.isCovered) return null;
  if (press.ctrlKey || press.metaKey) {
    return press.key.toLowerCase() === "k" && !press.shiftKey ? "palette" : null;
  }
  if (around.isTyping || !around.areSingleKeysOn) return null;
  return singleKeys[press.key] ?? null;
}
