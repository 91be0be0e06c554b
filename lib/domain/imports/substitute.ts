import { isCredentialName } from "@/lib/domain/imports/hidden-credentials";

/** Values that can stand in a command without quotes, and the name of a secret. */
const PLAIN = /^(?:[\w.:/@%+~?=&,-]{0,2000}|\$\{secrets\.\w+\})$/;

/**
 * A command with the variables whose values its document says. A variable that is named like a credential
 * stays: its name says which secret to make.
 */
export function substitute(command: string, values: ReadonlyMap<string, string>): string {
  if (values.size === 0 || !command.includes("$")) return command;
  return command.replace(/\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/g, (whole, braced, bare) => {
    const name = String(braced ?? bare);
    const value = values.get(name);
    if (value === undefined || !PLAIN.test(value)) return whole;
    return value.startsWith("${secrets.") || !isCredentialName(name) ? value : whole;
  });
}
