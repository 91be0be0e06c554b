import { WordList, type ShellWords } from "@/lib/domain/curl/word-list";

/**
 * Carets that stand within plain quotes and are meant to disappear. `cmd` would keep them; browsers put
 * them there until 2024.
 */
const CARETS_IN_QUOTES = /(?:^|[^^])"[^"]*?\^(?:\\\^"|[&|<>%{])/;

/** A command without its carets, up to its end. */
function removeCarets(text: string): { line: string; rest: string } {
  const isAnywhere = CARETS_IN_QUOTES.test(text);
  let line = "";
  let isQuoted = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === "^" && (isAnywhere || !isQuoted)) {
      // A line end after a caret disappears with it, and the next character is literal.
      const [skipped = ""] = /^[ \t]*\r?\n/.exec(text.slice(index + 1)) ?? [];
      const [kept = ""] = /^(?:\r?\n|[^])/.exec(text.slice(index + 1 + skipped.length)) ?? [];
      index += skipped.length + kept.length;
      // A blank line before further options is an easy slip; else it is a line end of the value.
      const isBlankLine =
        skipped !== "" && /^\r?\n$/.test(kept) && /^\s*--?[a-z]/i.test(text.slice(index + 1));
      line += isBlankLine ? " " : kept === "\r\n" ? "\n" : kept;
      continue;
    }
    if (!isQuoted && /[|&<>\r\n]/.test(character)) return { line, rest: text.slice(index) };
    // A quote after a backslash is one of the program's, but `cmd` counts it all the same.
    if (character === '"') isQuoted = !isQuoted;
    line += character;
  }
  return { line, rest: "" };
}

/** A variable of `cmd`, and not two escapes of a URL. */
const VARIABLE = /%(?![0-9a-f]{2}%)[a-z_]\w*%/gi;

/** The words of the first command of `cmd`, as the C runtime of Windows splits them. */
export function splitCmd(text: string): ShellWords {
  const { line, rest } = removeCarets(text);
  const list = new WordList();
  let isQuoted = false;
  // Backslashes mean something before a quote only; a doubled quote within quotes is one quote.
  for (const [piece, backslashes, twin, gap] of line.matchAll(
    /(\\*)"("?)|([ \t\u00a0]+)|\\+|[^\\" \t\u00a0]+/g,
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
  list.isUnclosed = isQuoted;
  list.variables.push(...(line.match(VARIABLE) ?? []));
  return list.finish(/^[<>]/.test(rest) ? rest.replace(/^[<>&\d]+[ \t]*\S*/, "") : rest);
}
