import { findArgumentsAmid, isCommand } from "@/lib/domain/curl/is-curl-command";
import { isCrontab } from "@/lib/domain/paste/crontab-line";

/** Requests in the words of other tools, which aren't read. */
const otherTools = {
  fetch: /^(?:await\s+|const\s+\w+\s*=\s*(?:await\s+)?)?(?:window\.)?fetch\s*\(/,
  powershell:
    /^(?:PS[^>\n]*>\s*)?(?:\$\w+\s*=\s*)?(?:(?:Invoke-(?:WebRequest|RestMethod)|iwr|irm)\b|(?:curl|wget)\s+-Uri\b|New-Object\s+Microsoft\.PowerShell)/i,
  httpie:
    /^(?:\$\s+)?(?:https?|xh|xhs)\s+(?:--?\S+\s+)*(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\s+\S/,
} as const;

export type OtherTool = keyof typeof otherTools;

/** The tool whose words a text is in, where it is one whose requests aren't read. */
export function findOtherTool(text: string): OtherTool | null {
  const plain = text.replace(/^[\s\ufeff\u200b]*(?:`{3}\w*\s)?\s*/, "");
  const found = Object.entries(otherTools).find(([, pattern]) => pattern.test(plain));
  return found === undefined ? null : (found[0] as OtherTool);
}

/** Whether a text is what `readPaste` reads: a command of curl or wget, or a line of a crontab. */
export const isPaste = (text: string): boolean =>
  findOtherTool(text) === null &&
  (isCommand(text, "curl") ||
    isCommand(text, "wget") ||
    isCrontab(text) ||
    findArgumentsAmid(text) !== null);
