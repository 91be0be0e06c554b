import { PROGRAM } from "@/cli/program-name";
import { plainLine } from "@/cli/terminal/plain-text";
import type { Terminal } from "@/cli/terminal/terminal";

const warned = new WeakSet<Terminal>();

/** Says once that the instance is of another version than this program, and how to get that one. */
export function warnOfOtherVersion(terminal: Terminal, { headers }: Response): void {
  const version = headers.get("opspulse-version");
  if (version === null || version === OPSPULSE_VERSION || warned.has(terminal)) return;
  warned.add(terminal);
  terminal.err(
    `The server is OpsPulse ${plainLine(version)}, and this program is ${OPSPULSE_VERSION}. Run: ${PROGRAM} update`,
  );
}
