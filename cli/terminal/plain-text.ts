/** Controls of a terminal, and characters that turn the direction of text round. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const BREAKS = /[\t\n]+/g;

const visible = (character: string): string => {
  const code = character.charCodeAt(0);
  // The pictures of the ASCII controls stand from U+2400 on.
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return "\ufffd";
};

/** Text of somebody else, on one line, that can't move the cursor, hide anything or change colours. */
export const plainLine = (text: string): string =>
  text.replace(BREAKS, " ").replace(UNSAFE, visible);

/** The same with its lines kept. */
export const plainText = (text: string): string => text.replace(UNSAFE, visible);

/** JSON that says the same, and is safe to show: what JSON itself leaves as it is becomes an escape. */
export const plainJson = (json: string): string =>
  json.replace(UNSAFE, (character) =>
    character < " " ? character : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const ZERO_WIDTH = /[\p{Mn}\p{Me}\u200b-\u200d\ufe00-\ufe0f]/u;

const widthOfCharacter = (character: string) =>
  ZERO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1;

/** The columns of a terminal that a line takes. */
export const widthOf = (line: string): number =>
  Array.from(line).reduce((width, character) => width + widthOfCharacter(character), 0);

/** The beginning of a line that fits `width` columns, with … where it was cut. */
export function cutTo(line: string, width: number): string {
  if (widthOf(line) <= width) return line;
  let cut = "";
  let used = 0;
  for (const character of line) {
    used += widthOfCharacter(character);
    if (used > width - 1) break;
    cut += character;
  }
  return `${cut}…`;
}
