import { readTypographicQuotes } from "@/lib/domain/curl/typographic-quotes";
import { WordList, type ShellWords } from "@/lib/domain/curl/word-list";

const escapes: Partial<Record<string, string>> = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  e: "\x1b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

const VARIABLE = String.raw`\$(?:\{[^}]*\}|\([^)]*\)|[A-Za-z_][\w:]*)`;

const powerShellPiece = new RegExp(
  [
    String.raw`(?<joint>${"`"}[ \t]*\r?\n(?:[ \t]*\r?\n)*(?:>> )?)`,
    String.raw`(?<gap>[ \t\u00a0]+)`,
    String.raw`@'\r?\n(?<hereSingle>[^]*?)\r?\n'@`,
    String.raw`@"\r?\n(?<hereDouble>[^]*?)\r?\n"@`,
    String.raw`'(?<single>(?:[^']|'')*)(?<singleEnd>'?)`,
    String.raw`"(?<double>(?:[^"${"`"}]|""|${"`"}[^])*)(?<doubleEnd>"?)`,
    String.raw`${"`"}(?<escaped>[^])`,
    `(?<variable>${VARIABLE})`,
    String.raw`(?<redirection>\d?>>?(?:&\d)?|\*>)`,
    String.raw`(?<operator>[|;&\r\n])`,
    String.raw`(?<text>[^\s'"${"`"}$|;&>\u00a0]+|[^])`,
  ].join("|"),
  "y",
);

const unescape = (text: string) =>
  text.replace(/`([^])|""/g, (pair, character?: string) =>
    character === undefined ? '"' : (escapes[character] ?? (pair === "`\n" ? "" : character)),
  );

/** Older versions hand quotes on only where they are written as `\"`, so that is how people write them. */
const handOn = (word: string) => word.replace(/\\"/g, '"');

/** The words of the first command of PowerShell. */
export function splitPowerShell(text: string): ShellWords {
  const list = new WordList();
  const noteVariables = (value: string) => {
    for (const [, name] of value.matchAll(new RegExp("`[^]|(" + VARIABLE + ")", "g"))) {
      if (name !== undefined) list.variables.push(name);
    }
  };
  let at = 0;
  while (at < text.length) {
    const quotes = list.isInWord ? null : readTypographicQuotes(text.slice(at));
    if (quotes !== null) {
      list.add(quotes.content);
      at += quotes.length;
      continue;
    }
    powerShellPiece.lastIndex = at;
    const { 0: piece, groups = {} } = powerShellPiece.exec(text) ?? { 0: text.charAt(at) };
    if (groups.operator !== undefined || (piece.startsWith("#") && !list.isInWord)) {
      return list.finish(groups.operator === undefined ? "" : text.slice(at));
    }
    at += piece.length;
    const { hereSingle, hereDouble, single, double, escaped, variable, redirection } = groups;
    if (groups.singleEnd === "" || groups.doubleEnd === "") list.isUnclosed = true;
    if (groups.joint !== undefined || groups.gap !== undefined) list.end();
    else if (hereSingle !== undefined) list.add(handOn(hereSingle));
    else if (single !== undefined) list.add(handOn(single.replaceAll("''", "'")));
    else if (hereDouble !== undefined || double !== undefined) {
      const value = hereDouble ?? double ?? "";
      noteVariables(value);
      list.add(handOn(unescape(value)));
    } else if (escaped !== undefined) list.add(escapes[escaped] ?? escaped);
    else if (variable !== undefined) {
      list.variables.push(variable);
      list.add(variable);
    } else if (redirection !== undefined) list.redirect(() => undefined);
    else list.add(piece);
  }
  return list.finish("");
}
