/**
 * The words of a pasted command, as a shell would pass them to its program. Two shells are read: the
 * POSIX family with the `$'…'` of bash, and the `cmd` of Windows, for which browsers copy commands
 * with carets. Nothing is expanded, and no text makes it throw.
 */

export type ShellWords = {
  words: string[];
  /** Variables and substitutions. The words hold them as they were written. */
  variables: string[];
  /** A quote is not closed: it reaches to the end of the text. */
  isUnclosed: boolean;
  /** Whether something follows the command, such as a pipe, a redirection or another command. */
  hasRest: boolean;
};

/** Collects pieces into words. A word may be empty; before its first piece there is no word. */
class WordList {
  readonly words: string[] = [];
  #word: string | null = null;

  get isInWord() {
    return this.#word !== null;
  }

  add(text: string) {
    this.#word = (this.#word ?? "") + text;
  }

  end() {
    if (this.#word !== null) this.words.push(this.#word);
    this.#word = null;
  }

  /** Ends before a redirection, whose descriptor (`2>`) is not a word. */
  endBeforeOperator() {
    if (this.#word !== null && /^\d$/.test(this.#word)) this.#word = null;
    this.end();
  }
}

const ansiEscapes: Partial<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  e: "\x1b",
  E: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const fromCode = (hex: string) => {
  const code = Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
};

/** The text of adjacent bytes in UTF-8. */
function fromBytes(escapes: string): string {
  const bytes = Array.from(escapes.matchAll(/\\(?:x([0-9a-f]{1,2})|([0-7]{1,3}))/gi), (match) =>
    match[1] === undefined
      ? Number.parseInt(match[2] ?? "0", 8) & 0xff
      : Number.parseInt(match[1], 16),
  );
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** The text of `$'…'` with its escapes undone. */
function readAnsi(text: string): string {
  return text.replace(
    /((?:\\x[0-9a-fA-F]{1,2}|\\[0-7]{1,3})+)|\\u([0-9a-fA-F]{1,4})|\\U([0-9a-fA-F]{1,8})|\\([^])/g,
    (whole, bytes?: string, short?: string, long?: string, character?: string) => {
      if (bytes !== undefined) return fromBytes(bytes);
      const code = short ?? long;
      if (code !== undefined) return fromCode(code);
      if (character === undefined) return whole;
      return ansiEscapes[character] ?? (/['"\\?]/.test(character) ? character : whole);
    },
  );
}

const VARIABLE = String.raw`\$(?:\{[^}]*\}|\([^)]*\)|[A-Za-z_]\w*)|${"`[^`]*`"}`;

const posixPiece = new RegExp(
  [
    // White space after the backslash is an easy slip, and is never meant.
    String.raw`(?<joint>\\[ \t]*\r?\n)`,
    String.raw`(?<gap>[ \t]+)`,
    String.raw`\\(?<escaped>[^])`,
    String.raw`\$'(?<ansi>(?:[^'\\]|\\[^])*)(?<ansiEnd>'?)`,
    String.raw`'(?<single>[^']*)(?<singleEnd>'?)`,
    String.raw`\$?"(?<double>(?:[^"\\]|\\[^])*)(?<doubleEnd>"?)`,
    `(?<variable>${VARIABLE})`,
    // Between two characters of a word: a URL that was not quoted.
    String.raw`(?<amid>&(?=[^\s&]))`,
    String.raw`(?<operator>[|;&<>\r\n])`,
    String.raw`(?<text>[^\s\\'"$|;&<>${"`"}]+|[^])`,
  ].join("|"),
  "gy",
);

const inDouble = new RegExp(String.raw`\\[^]|(${VARIABLE})`, "g");

function splitPosix(text: string): ShellWords {
  const list = new WordList();
  const variables: string[] = [];
  let isUnclosed = false;
  for (const { 0: piece, index, groups = {} } of text.matchAll(posixPiece)) {
    const { ansi, single, double, escaped, variable } = groups;
    const hasEnd = [groups.ansiEnd, groups.singleEnd, groups.doubleEnd].some((end) => end === "");
    if (hasEnd) isUnclosed = true;
    if (groups.joint !== undefined) continue;
    if (groups.gap !== undefined) list.end();
    else if (escaped !== undefined) list.add(escaped);
    else if (ansi !== undefined) list.add(readAnsi(ansi));
    else if (single !== undefined) list.add(single);
    else if (double !== undefined) {
      for (const [, name] of double.matchAll(inDouble)) {
        if (name !== undefined) variables.push(name);
      }
      list.add(double.replace(/\\([$`"\\])|\\\r?\n/g, (_, character?: string) => character ?? ""));
    } else if (variable !== undefined) {
      variables.push(variable);
      list.add(variable);
    } else if (
      groups.operator !== undefined ||
      (groups.amid !== undefined && !list.isInWord) ||
      (piece.startsWith("#") && !list.isInWord)
    ) {
      list.endBeforeOperator();
      const hasRest = !piece.startsWith("#") && text.slice(index).trim() !== "";
      return { words: list.words, variables, isUnclosed, hasRest };
    } else list.add(piece);
  }
  list.end();
  return { words: list.words, variables, isUnclosed, hasRest: false };
}

/** A line of `cmd` without its carets, up to the end of its command. */
function removeCarets(text: string): { line: string; hasRest: boolean } {
  let line = "";
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "^" && !isQuoted) {
      // A line end after a caret disappears with it, and the next character is literal.
      const [skipped = ""] = /^\r?\n/.exec(text.slice(index + 1, index + 3)) ?? [];
      const [kept = ""] = /^(?:\r?\n|[^])/.exec(text.slice(index + 1 + skipped.length)) ?? [];
      index += skipped.length + kept.length;
      line += kept === "\r\n" ? "\n" : kept;
      continue;
    }
    if (!isQuoted && /[|&<>\r\n]/.test(character)) {
      return { line, hasRest: text.slice(index).trim() !== "" };
    }
    if (character === '"') isQuoted = !isQuoted;
    line += character;
  }
  return { line, hasRest: false };
}

function splitCmd(text: string): ShellWords {
  const { line, hasRest } = removeCarets(text);
  const list = new WordList();
  let isQuoted = false;
  // Backslashes mean something before a quote only; a doubled quote within quotes is one quote.
  for (const [piece, backslashes, twin, gap] of line.matchAll(
    /(\\*)"("?)|([ \t]+)|\\+|[^\\" \t]+/g,
  )) {
    if (gap !== undefined) {
      if (isQuoted) list.add(gap);
      else list.end();
    } else if (backslashes === undefined) {
      list.add(piece);
    } else {
      list.add("\\".repeat(backslashes.length >> 1));
      const isLiteral = backslashes.length % 2 === 1;
      if (isLiteral) list.add('"');
      else if (isQuoted && twin === '"') {
        list.add('"');
        continue;
      } else isQuoted = !isQuoted;
      if (twin === '"') isQuoted = !isQuoted;
    }
  }
  list.end();
  return { words: list.words, variables: [], isUnclosed: isQuoted, hasRest };
}

/** The words of the first command of a text. A caret before a quote or a line end means `cmd`. */
export function splitShellWords(text: string): ShellWords {
  const command = text.trim();
  return /^[^']*?\s\^(?:"|\r?\n)/.test(command) ? splitCmd(command) : splitPosix(command);
}
