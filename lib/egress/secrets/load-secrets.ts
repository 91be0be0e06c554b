import { readSecret } from "@/lib/egress/secrets/read-secret";
import { readWorkspaces, splitList } from "@/lib/egress/secrets/secret-scope";
import { SecretStore, type SecretEntry } from "@/lib/egress/secrets/secret-store";
import {
  groupVariables,
  SECRET_PREFIX,
  type SecretOptions,
  type SecretProblem,
} from "@/lib/egress/secrets/secret-variables";

/** Every malformed or missing variable of a secret at once, one line each, none with a value in it. */
export class SecretsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "SecretsError";
    this.problems = problems;
  }
}

/** Adds the problems of one secret to all, and returns null where it has no usable key. */
function readEntry(
  name: string,
  { value, settings }: { value: string; settings: ReadonlyMap<string, string> },
  options: SecretOptions,
  problems: string[],
): SecretEntry | null {
  const variable = `${SECRET_PREFIX}${name}`;
  const found: SecretProblem[] = [];
  const workspaces = readWorkspaces(variable, settings.get("WORKSPACES"), options, problems);
  const read = readSecret({
    name,
    variable,
    value,
    origins: splitList(settings.get("ORIGINS") ?? ""),
    header: settings.get("HEADER") ?? null,
    previous: settings.get("PREVIOUS") ?? null,
    allow: options.allow,
    problems: found,
  });
  problems.push(...found.map(({ message }) => message));
  return read && { workspaces, ...read };
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
    const entry = readEntry(name, { value, settings }, options, problems);
    if (entry !== null) entries.push(entry);
  }
  if (problems.length > 0) throw new SecretsError(problems);
  return new SecretStore(entries);
}
