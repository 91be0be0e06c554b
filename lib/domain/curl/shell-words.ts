import { splitCmd } from "@/lib/domain/curl/cmd-words";
import { splitPosix } from "@/lib/domain/curl/posix-words";
import { splitPowerShell } from "@/lib/domain/curl/powershell-words";
import type { ShellWords } from "@/lib/domain/curl/word-list";

/** The new Chromium and Firefox quote with `^"`; the older ones put carets within plain quotes. */
const CARETS = /\^(?:"|\\\^"|[&|<>%{])|\^[ \t]*\r?\n/;

/** A doubled quote amid a word that quotes have opened: the quote of an older Firefox on Windows. */
const DOUBLED = /"[^"'\n]*[^\s"=]""[^\s"]/;

/** Backticks that all stand before what they are for in PowerShell. */
function hasPowerShellTicks(text: string, before: string): boolean {
  if (/^\s*PS\b/.test(before) || /@["']\r?\n|`[ \t]*\r?\n\s*--?[a-z]/i.test(text)) return true;
  const ticks = text.match(/`[^]?/g) ?? [];
  const isPair = ticks.length > 1 || /curl\.exe["']?$/i.test(before) || /`[ \t]*\r?\n/.test(text);
  return ticks.length > 0 && isPair && ticks.every((tick) => /^`["$`\r\n ]$/.test(tick));
}

/**
 * The words of a command, as its shell would pass them to the program: a shell of the POSIX family, the
 * `cmd` of Windows or PowerShell, by the signs that only one of them has. Nothing is expanded, and no
 * text makes it throw.
 * @param before what stood before `text`: a prompt, and the name of the program.
 */
export function splitShellWords(text: string, before = ""): ShellWords {
  if (hasPowerShellTicks(text, before)) return splitPowerShell(text);
  // Quotes of a POSIX shell around all of it keep carets and doubled quotes as they are.
  const unquoted = text.replace(/'[^']*'/g, (quoted) => (quoted.includes("^") ? "" : quoted));
  const isCmd = CARETS.test(/\^\\\^"|\s\^"/.test(text) ? text : unquoted) || DOUBLED.test(text);
  return isCmd ? splitCmd(text) : splitPosix(text);
}
