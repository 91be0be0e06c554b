import { readTypographicQuotes } from "@/lib/domain/curl/typographic-quotes";
import { WordList, type ShellWords } from "@/lib/domain/curl/word-list";

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
    // White space after the backslash, blank lines, and a line of options without a backslash before it
    // are easy slips, and never meant. The sign is that of a prompt for a further line.
    String.raw`(?<joint>\\[ \t]*\r?\n(?:[ \t]*\r?\n)*(?:> )?|\r?\n(?=[ \t]*--?[A-Za-z]))`,
    String.raw`(?<gap>[ \t\u00a0\u2000-\u200b\u202f\u3000]+)`,
    String.raw`\\(?<escaped>[^])`,
    String.raw`\$'(?<ansi>(?:[^'\\]|\\[^])*)(?<ansiEnd>'?)`,
    String.raw`'(?<single>[^']*)(?<singleEnd>'?)`,
    String.raw`\$?"(?<double>(?:[^"\\]|\\[^])*)(?<doubleEnd>"?)`,
    `(?<variable>${VARIABLE})`,
    // Between two characters of a word: a URL that was not quoted.
    String.raw`(?<amid>&(?=[^\s&>]))`,
    String.raw`(?<redirection>&>>?|<<<|<<-?|>>|[<>]&|>\||<>|[<>])`,
    String.raw`(?<operator>[|;&\r\n)])`,
    String.raw`(?<text>[^\s\\'"$|;&<>)${"`"}\u00a0\u2000-\u200b\u202f\u3000“”„‟«»″‘’‚‛‹›′]+|[^])`,
  ].join("|"),
  "y",
);

const inDouble = new RegExp(String.raw`\\[^]|(${VARIABLE})`, "g");

type HereDocument = { end: string; isIndented: boolean };

/** The lines of a here-document, from the line after its command on. */
function readHereDocument(text: string, { end, isIndented }: HereDocument) {
  const lines = text.split("\n");
  const plain = (line: string) => (isIndented ? line.replace(/^\t+/, "") : line).replace(/\r$/, "");
  const last = lines.findIndex((line) => plain(line) === end);
  const content = (last === -1 ? lines : lines.slice(0, last)).map(plain);
  return {
    content: content.map((line) => `${line}\n`).join(""),
    rest: last === -1 ? "" : lines.slice(last + 1).join("\n"),
    isClosed: last !== -1,
  };
}

/** The words of the first command of a shell of the POSIX family, with the `$'…'` of bash. */
export function splitPosix(text: string): ShellWords {
  const list = new WordList();
  const documents: HereDocument[] = [];
  let at = 0;
  while (at < text.length) {
    const quotes = readTypographicQuotes(text.slice(at));
    if (quotes !== null && (!list.isInWord || /^-\w$|=$/.test(list.word))) {
      list.add(quotes.content);
      at += quotes.length;
      continue;
    }
    posixPiece.lastIndex = at;
    const { 0: piece, groups = {} } = posixPiece.exec(text) ?? { 0: text.charAt(at) };
    const { ansi, single, double, escaped, variable, redirection } = groups;
    if ([groups.ansiEnd, groups.singleEnd, groups.doubleEnd].some((end) => end === "")) {
      list.isUnclosed = true;
    }
    const isComment = piece.startsWith("#") && !list.isInWord;
    const isEnd =
      (groups.operator !== undefined && !(piece === ")" && list.word.includes("("))) ||
      (groups.amid !== undefined && !list.isInWord);
    if (isComment || isEnd) {
      const line = isComment ? text.indexOf("\n", at) : at;
      if (isComment && line !== -1 && documents.length === 0) {
        // What follows the comment goes on only where it can't be a command of its own.
        if (/^\s*(?:--?[A-Za-z]|["']?https?:)/.test(text.slice(line))) {
          list.end();
          at = line + 1;
          continue;
        }
      }
      list.end();
      const rest = isComment && line === -1 ? "" : text.slice(isComment ? line : at);
      return finishWithDocument(list, documents, rest);
    }
    at += piece.length;
    if (groups.joint !== undefined) {
      if (!piece.startsWith("\\")) list.end();
    } else if (groups.gap !== undefined) list.end();
    else if (escaped !== undefined) list.add(escaped);
    else if (ansi !== undefined) list.add(readAnsi(ansi));
    else if (single !== undefined) list.add(single);
    else if (double !== undefined) {
      for (const [, name] of double.matchAll(inDouble)) {
        if (name !== undefined) list.variables.push(name);
      }
      list.add(double.replace(/\\([$`"\\])|\\\r?\n/g, (_, character?: string) => character ?? ""));
    } else if (variable !== undefined) {
      list.variables.push(variable);
      list.add(variable);
    } else if (redirection === "<<" || redirection === "<<-") {
      list.redirect((end) => documents.push({ end, isIndented: redirection === "<<-" }));
    } else if (redirection === "<<<") {
      list.redirect((content) => (list.input = `${content}\n`));
    } else if (redirection !== undefined) {
      list.redirect(() => undefined);
    } else list.add(piece);
  }
  list.end();
  return finishWithDocument(list, documents, "");
}

/** The last here-document is what is read. It begins on the line after the one that names it. */
function finishWithDocument(
  list: WordList,
  documents: readonly HereDocument[],
  rest: string,
): ShellWords {
  const here = documents.at(-1);
  if (here === undefined) return list.finish(rest);
  const start = rest.indexOf("\n");
  const line = start === -1 ? rest : rest.slice(0, start);
  const document = readHereDocument(start === -1 ? "" : rest.slice(start + 1), here);
  list.input = document.content;
  if (!document.isClosed) list.isUnclosed = true;
  return list.finish(`${line}\n${document.rest}`);
}
