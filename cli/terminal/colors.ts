import type { Terminal } from "@/cli/terminal/terminal";

const codes = { red: 31, green: 32, yellow: 33, cyan: 36, gray: 90, bold: 1 } as const;

export type Color = keyof typeof codes;

/** Paints text, or leaves it as it is. */
export type Paint = (color: Color, text: string) => string;

/** Colours only for a person who sees them: on a terminal, and without `NO_COLOR` (no-color.org). */
export function choosePaint({ isOutTerminal, env }: Terminal): Paint {
  const isOff = !isOutTerminal || (env.NO_COLOR ?? "") !== "" || env.TERM === "dumb";
  return (color, text) => (isOff || text === "" ? text : `\u001b[${codes[color]}m${text}\u001b[0m`);
}

/** The colour of an outcome, a state or a health. */
export function colorOf(word: string): Color {
  switch (word) {
    case "SUCCESS":
    case "resolved":
    case "active":
    case "create":
      return "green";
    case "FAIL":
    case "ABANDONED":
    case "open":
    case "delete":
      return "red";
    case "DEGRADED":
    case "MISSED":
    case "RETRYING":
    case "acknowledged":
    case "update":
    case "adopt":
      return "yellow";
    case "RUNNING":
    case "WAITING":
      return "cyan";
    default:
      return "gray";
  }
}
