import { readCredential } from "@/lib/egress/secrets/secret-credential";
import { readOrigins, readWorkspaces } from "@/lib/egress/secrets/secret-scope";
import { readSigningKeys, SIGNING_PREFIX } from "@/lib/egress/secrets/secret-signing-keys";
import { SecretStore, type SecretEntry } from "@/lib/egress/secrets/secret-store";
import {
  groupVariables,
  isPrintableAscii,
  MIN_VALUE_LENGTH,
  SECRET_PREFIX,
  type SecretOptions,
  type SecretVariables,
} from "@/lib/egress/secrets/secret-variables";

const MAX_VALUE_LENGTH = 4_096;

/** Every malformed or missing variable of a secret at once, one line each, none with a value in it. */
export class SecretsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "SecretsError";
    this.problems = problems;
  }
}

function findValueProblem(value: string): string | null {
  if (!isPrintableAscii(value)) {
    return "holds a line break, a control character or a non-ASCII one. Use printable ASCII only.";
  }
  if (value !== value.trim()) return "begins or ends with a space. Remove it.";
  if (value.length < MIN_VALUE_LENGTH) {
    return `has fewer than ${MIN_VALUE_LENGTH} characters, too few to be masked. Use a longer secret.`;
  }
  if (value.length > MAX_VALUE_LENGTH) {
    return `has more than ${MAX_VALUE_LENGTH} characters. Use a shorter secret.`;
  }
  return null;
}

/** Adds the problems of one secret to all, and returns null where it has no usable key. */
function readEntry(variables: SecretVariables): SecretEntry | null {
  const valueProblem = findValueProblem(variables.value);
  if (valueProblem !== null) variables.problems.push(`${variables.variable} ${valueProblem}`);
  const workspaces = readWorkspaces(variables);
  const origins = readOrigins(variables);
  if (!variables.value.startsWith(SIGNING_PREFIX)) {
    return { purpose: "credential", workspaces, secret: readCredential(variables, origins) };
  }
  const secret = readSigningKeys(variables, origins);
  return secret && { purpose: "signing", workspaces, secret };
}

/**
 * Reads the secrets of an environment: `ROUTINE_SECRET_<NAME>` and its settings `__ORIGINS`,
 * `__WORKSPACES`, `__HEADER` and `__PREVIOUS`. A value that begins with `whsec_` is a signing key,
 * any other a credential. Origins must keep the rules for targets, and be https unless the allow
 * list opens them. `docs/security.md` is the operator's side of it.
 *
 * @throws {SecretsError} naming every problem.
 */
export function loadSecrets(
  source: Readonly<Record<string, string | undefined>>,
  options: SecretOptions,
): SecretStore {
  const problems: string[] = [];
  const entries: SecretEntry[] = [];
  for (const [name, { value, settings }] of groupVariables(source, problems)) {
    const variable = `${SECRET_PREFIX}${name}`;
    if (value === null) {
      for (const setting of settings.keys()) {
        problems.push(
          `${variable}__${setting} is set, but ${variable} is not. Set that one, or remove this one.`,
        );
      }
      continue;
    }
    const entry = readEntry({ name, variable, value, settings, options, problems });
    if (entry !== null) entries.push(entry);
  }
  if (problems.length > 0) throw new SecretsError(problems);
  return new SecretStore(entries);
}
